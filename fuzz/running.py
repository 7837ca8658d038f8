"""Sends what was drawn, a few requests to a transaction that is taken back, and judges each answer."""

from __future__ import annotations

import sys
import time
from http.cookies import SimpleCookie

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fuzz.crawling import Ground
from fuzz.drawing import Ask, asks
from fuzz.judging import faults
from fuzz.tally import Tally
from tests.test_permissions import World

A_ROUND = 100  # examples; a round has its own seed, so that one can be run again by itself
MOST_IN_A_ROW = 5  # requests of one example: the later ones meet what the earlier ones left


class Runner:
    """Keeps the cookies of everybody and the error behind an answer."""

    def __init__(self, world: World, ground: Ground) -> None:
        self.cookies = {
            role: client.cookies.output(header="", sep=";") for role, client in world.clients.items()
        }
        self.client = Client(
            raise_request_exception=False
        )  # one for all: each would load the middleware anew
        self.ground = ground
        self.tally = Tally()
        self.error: BaseException | None = None
        got_request_exception.connect(self._remember)

    def _remember(self, **_: object) -> None:
        self.error = sys.exc_info()[1]

    def run(self, *, requests: int, first_seed: int) -> Tally:
        number = first_seed
        while self.tally.requests < requests:
            self._round(number)
            print(
                f"seed {number}: {self.tally.requests} requests, {len(self.tally.failures)} kinds of failure",
                flush=True,
            )
            number += 1
        return self.tally

    def _round(self, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=A_ROUND,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(asks(self.ground), min_size=1, max_size=MOST_IN_A_ROW))
        def example(row: list[Ask]) -> None:
            self._row(row, f"--seed {number}")

        example()

    def _row(self, row: list[Ask], told: str) -> None:
        jars: dict[str, SimpleCookie] = {}
        with transaction.atomic():
            for ask in row:
                self.client.cookies = jars.setdefault(ask.role, SimpleCookie(self.cookies[ask.role]))
                if not self._followed(ask, told):
                    break
            transaction.set_rollback(True)

    def _followed(self, ask: Ask, told: str) -> bool:
        """Whoever is sent on goes there, so that what was just written is also shown. False after a fault."""
        answer = self._sent(ask, told)
        there = answer.headers.get("Location", "") if answer else ""
        if there.startswith("/") and there[:2] != "//":
            answer = self._sent(Ask(ask.role, "GET", there), told)
        return answer is not None

    def _sent(self, ask: Ask, told: str) -> HttpResponse | None:
        self.error = None
        started = time.process_time()
        answer = self.client.generic(ask.method, ask.address, ask.body, ask.content_type, **dict(ask.headers))
        seconds = time.process_time() - started
        self.tally.add(ask, answer.status_code, seconds)
        found = list(faults(ask, answer, seconds=seconds))
        for fault in found:
            self.tally.fail(fault, ask, self.error, told)
        return None if found else answer
