"""Whatever address somebody types, the server never asks it: a listener waits there, and every attempt is heard."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accounts.models import User
from fuzz.crawling import ENDS_SESSION, addresses_of
from fuzz.drawing import encoded
from fuzz.reading import PageForm, read_page
from outbox.models import Mail
from outbox.services import send_due
from privacy.services import ask_for_archive, make_archives
from reminders.services import plan_due
from tests.hostile.places import addresses, page_of
from tests.hostile.saturating import Saturation
from tests.hostile.test_words_stay_words import full_world
from tests.test_permissions import World, world

__all__ = ["full_world", "world"]
URLENCODED = "application/x-www-form-urlencoded"
HEARD = frozenset(
    {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}
)
PARAMETERS = (
    "next",
    "back",
    "url",
    "uri",
    "u",
    "link",
    "src",
    "href",
    "image",
    "callback",
    "redirect",
    "feed",
    "q",
)


class Canary:
    """Listens on this machine; beside it, what Python itself says of every attempt to reach any place at all."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.calls: list[str] = []
        self.attempts: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                call, _ = self.listener.accept()
            except OSError:  # closed: the test is over
                return
            self.calls.append(str(call.getpeername()))
            call.close()

    @property
    def urls(self) -> tuple[str, ...]:
        host = f"127.0.0.1:{self.port}"
        return (
            f"http://{host}/x.png",
            f"canary@[127.0.0.1]:{self.port}",
        )

    @property
    def words(self) -> str:
        """The address as words, in the ways in which something that reads words might be told to fetch it."""
        url = self.urls[0]
        return (
            f'{url} ![x]({url}) <img src="{url}"> <!DOCTYPE x SYSTEM "{url}"> #image("{url}") #import "{url}" '
            f'@import url({url}); =WEBSERVICE("{url}") {{% include "{url}" %}} gopher://127.0.0.1:{self.port}/'
        )


LISTENING: list[Canary] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event in HEARD:
        for canary in LISTENING:
            canary.attempts.append(f"{event} {arguments[1:] if event == 'socket.connect' else arguments}")


sys.addaudithook(_hear)  # cannot be taken away again; without a canary it does nothing


@contextmanager
def listening() -> Iterator[Canary]:
    canary = Canary()
    with closing(canary.listener):
        LISTENING.append(canary)
        try:
            yield canary
        finally:
            LISTENING.remove(canary)


@pytest.fixture
def canary() -> Iterator[Canary]:
    with listening() as one:
        yield one


def test_the_canary_hears_whoever_comes():
    with listening() as canary:
        socket.create_connection(("localhost", canary.port), 5).close()
        for _ in range(500):
            if canary.calls:
                break
            threading.Event().wait(0.01)
    assert canary.calls
    assert {one.partition(" ")[0] for one in canary.attempts} >= {"socket.connect", "socket.getaddrinfo"}


def filled(form: PageForm, urls: tuple[str, ...]) -> Iterator[list[tuple[str, str]]]:
    """The form with an address in all of its fields, and in each while the others stand as the page has them."""
    names = list(dict.fromkeys(form.names))
    yield from ([(name, url) for name in names] for url in urls)
    for chosen in names if len(names) > 1 else ():
        yield [(name, urls[0] if name == chosen else value) for name, value in form.fields]


def forms_met_by(client: Client, everywhere: Iterable[str]) -> list[PageForm]:
    """What is there to fill in; a page that answers with none, or writes when it is read, leaves nothing behind."""
    found: list[PageForm] = []
    with transaction.atomic():
        for address in everywhere:
            if not address.startswith(ENDS_SESSION):
                found += read_page(page_of(client.get(address)), address)[0]
        transaction.set_rollback(True)
    return [form for form in found if form.names]


def sent(client: Client, form: PageForm, fields: list[tuple[str, str]]) -> None:
    """And whatever mail it has written is sent at once, before all of it is taken back."""
    with transaction.atomic():
        before = Mail.objects.count()
        if form.method == "post":
            client.generic("POST", form.action, encoded(fields), URLENCODED)
        else:
            client.get(form.action.partition("?")[0], dict(fields))
        if Mail.objects.count() > before:
            send_due(now=timezone.now())
        transaction.set_rollback(True)


def test_no_field_of_any_form_makes_the_server_ask_the_address_in_it(world: World, canary: Canary, settings):
    """Every form with something to fill in that stands on a page, each once, by whoever meets it first."""
    settings.ACCOUNT_RATE_LIMITS = False
    asked, met = 0, set[tuple[str, tuple[str, ...]]]()
    for role in ("client", "carl", "staff", "nobody"):
        client = world.clients[role]
        kept = client.cookies.output(header="", sep=";")
        for form in forms_met_by(client, addresses_of(world)):
            what = (resolve(form.action.partition("?")[0]).view_name, form.names)
            if what in met or form.action.startswith(ENDS_SESSION):
                continue
            met.add(what)
            for fields in filled(form, canary.urls):
                sent(client, form, fields)
                client.cookies = SimpleCookie(kept)
                asked += 1
    assert len(met) > 45, f"{len(met)} forms were found."
    assert asked > 180, f"{asked} were sent."
    assert (canary.calls, canary.attempts) == ([], [])


def test_no_parameter_and_no_header_makes_the_server_ask_the_address_in_it(world: World, canary: Canary):
    url = canary.urls[0]
    headers = {
        "referer": url,
        "origin": url,
        "x-forwarded-host": url,
        "x-forwarded-for": url,
        "forwarded": url,
    }
    for address in addresses_of(world):
        if not address.startswith(ENDS_SESSION):
            world.clients["client"].get(address, dict.fromkeys(PARAMETERS, url), headers=headers)
    assert (canary.calls, canary.attempts) == ([], [])


def test_no_words_are_followed_on_a_page_a_paper_a_copy_or_in_a_mail(
    full_world: World, canary: Canary, settings, tmp_path: Path
):
    """Everybody's words and the author's are addresses; every page and every file is fetched by who may."""
    settings.ERASED_DIR = settings.MAILBOX_DIR = tmp_path

    class Told(Saturation):
        def words_for(self, place: str) -> str:
            return canary.words

    everywhere = list(addresses(full_world))
    Told().fill()
    caches["memory"].clear()
    shown = papers = 0
    for role in ("client", "carl", "staff"):
        for address in everywhere:
            body = body_of(full_world.clients[role].get(address))
            shown += str(canary.port).encode() in body
            papers += body.startswith(b"%PDF")
    ask_for_archive(user=User.objects.get_queryset().get(email="ada@example.org"), now=timezone.now())
    assert make_archives(now=timezone.now()) == 1
    plan_due(now=timezone.now())
    send_due(now=timezone.now())
    assert shown > 50, "The words stood hardly anywhere."
    assert papers > 2
    assert (canary.calls, canary.attempts) == ([], [])


def body_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
