"""Whoever wrote it, whatever it is: on every page that shows it, it is words, and a browser runs none of it."""

from __future__ import annotations

import os
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.publishing import publish_library
from fuzz.crawling import CRAWLERS, ENDS_SESSION, explored
from tests.builders import NOON
from tests.hostile.judging import faults
from tests.hostile.places import library_of_fields, page_of, saturated_pages, write_everywhere
from tests.hostile.saturating import MARK, Saturation, share
from tests.journal.builders import FIELDS, form
from tests.test_permissions import World, make_world

# Words that only search reads, and a licence that is shown for scales of others.
SHOWN_NOWHERE = {"Findable.text", "QuizVersion.citation", "QuizVersion.holder"}
# One turn gives every place some of the payloads and every payload a place. With as many turns as there are shares,
# every place has had every payload.
TURNS = int(os.environ.get("HOSTILE_TURNS", "1"))


@pytest.fixture
def full_world(ada: User, mallory: User, stella: User, carl: User) -> World:
    publish_library(tree=library_of_fields(), by=None, now=NOON)
    world = make_world(ada=ada, mallory=mallory, stella=stella, carl=carl)
    write_everywhere(world)
    return world


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_place_for_words_shows_words(full_world: World, turn: int):
    saturation, bad, seen = Saturation(turn), [], set[str]()
    for role, address, html in saturated_pages(full_world, saturation):
        seen |= saturation.places_in(html)
        bad += [f"{role} at {address}: {fault}" for fault in faults(html)]
    assert bad == []
    assert saturation.everywhere - seen <= SHOWN_NOWHERE


def test_a_form_that_is_refused_gives_words_back(full_world: World):
    """Every form on every page, each field of it full of payloads and longer than it may be."""
    ground = explored(full_world, (reverse("journal:form", args=[form(name).name]) for name in FIELDS))
    words, bad, pages = f"{MARK} {share(0, of=80)}", [], 0
    for role in CRAWLERS:
        for asked in ground.forms_of(role):
            if asked.method == "post" and not asked.action.startswith(ENDS_SESSION):
                sent = dict.fromkeys(asked.names, words)
                html = page_of(undone(full_world.clients[role], asked.action, sent))
                if MARK in html:
                    pages += 1
                    bad += [f"{role} at {asked.action}: {fault}" for fault in faults(html)]
    assert bad == []
    assert pages > 40


def undone(client: Client, address: str, data: dict[str, str]) -> HttpResponse:
    kept = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        answer = client.post(address, data)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return answer
