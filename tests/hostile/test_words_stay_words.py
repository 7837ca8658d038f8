"""Whoever wrote it, whatever it is: on every page that shows it, it is words, and a browser runs none of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import ask_to_be_clinician
from clinic.models import Link
from clinic.services import mark_entry
from courses.publishing import publish_library
from fuzz.crawling import CRAWLERS, explored
from fuzz.crawling import ENDS_SESSION as ENDS_SESSION_AT
from journal.access import get_form
from journal.models import Entry
from journal.services import save_page
from library.grammar import LibraryTree
from tests.builders import NOON, Folder, lesson_text
from tests.hostile.judging import faults
from tests.hostile.saturating import MARK, Saturation, share
from tests.journal.builders import FIELDS, block, form, write
from tests.test_permissions import READING, World, make_world

WHO = ("client", "carl", "staff", "nobody", "stranger")
ENDS_SESSION = ("pages:leave", "account_logout")
WRITTEN = {"short": "w", "long": "w", "table": [["w", "w"]], "ladder": [["w", 3]]}
QUERIES = {
    "journal:print": ("?show=yes&questions=yes", "?show=yes"),
    "journal:form": ("?print=notes",),
    "courses:lesson": ("?print=notes",),
}
# Words that only search reads, and a licence that is shown for scales of others.
SHOWN_NOWHERE = {"Findable.text", "QuizVersion.citation", "QuizVersion.holder"}
# One turn gives every place some of the payloads and every payload a place. With as many turns as there are shares
# (`make fuzz` takes them), every place has had every payload.
TURNS = int(os.environ.get("HOSTILE_TURNS", "1"))


@cache
def library_of_fields() -> LibraryTree:
    """The small library, with an exercise for each type of field in a module more."""
    with tempfile.TemporaryDirectory() as root:
        folder = Folder(Path(root)).fill(courses=1)
        folder.module("01/03", "course-1-module-3")
        for name, field in FIELDS.items():
            folder.lesson(f"01/03/{name}", lesson_text(f"lesson-{name}", pieces=[block(name, field)]))
        return folder.compile()


@pytest.fixture
def full_world(ada: User, mallory: User, stella: User, carl: User) -> World:
    """The world of the matrix; Ada has written into every type of field and shows Carl a page; Mallory asks staff."""
    publish_library(tree=library_of_fields(), by=None, now=NOON)
    world = make_world(ada=ada, mallory=mallory, stella=stella, carl=carl)
    link = Link.objects.get(key=world.arguments["link"]["key"])
    for name, answer in WRITTEN.items():
        mark_entry(entry=write(ada, form(name), answer=answer), links=[link])
    for name, answers in (
        ("check-in", {"word": ["Heavy"], "note": ["w"]}),
        ("writing", {"title": ["w"], "text": ["w"]}),
    ):
        save_page(writer=ada, form=get_form(name), key=uuid4(), posted=answers, seen={}, keep=True)
    words = dict.fromkeys(
        ("professional_name", "profession", "licensing_body", "licence_number", "country", "note"), "w"
    )
    ask_to_be_clinician(user=mallory, now=timezone.now(), **words)
    return world


def addresses(world: World) -> Iterator[str]:
    for name, (key, _) in READING.items():
        if name not in ENDS_SESSION:
            address = reverse(name, kwargs=world.arguments[key])
            yield address
            yield from (address + query for query in QUERIES.get(name, ()))
    for name in FIELDS:
        here = reverse("journal:form", args=[form(name).name])
        yield from (here, f"{here}?print=notes")
    for entry in Entry.objects.all():
        yield from (reverse(f"journal:{page}", args=[entry.key]) for page in ("entry", "edit", "delete"))
    yield from ("/staff/accounts/clinicianrequest/", "/staff/accounts/user/", "/staff/library/publication/")


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_place_for_words_shows_words(full_world: World, turn: int):
    everywhere = list(addresses(full_world))
    full_world.clients["client"].post(reverse("journal:open_note", kwargs=full_world.arguments["note"]))
    saturation = Saturation(turn)
    saturation.fill()
    caches["memory"].clear()
    bad, seen = [], set[str]()
    for role in WHO:
        client = full_world.clients[role]
        for address, html in [(there, page_of(client.get(there))) for there in everywhere] + found_by(client):
            if MARK in html:
                seen |= saturation.places_in(html)
                bad += [f"{role} at {address}: {fault}" for fault in faults(html)]
    assert bad == []
    assert saturation.everywhere - seen <= SHOWN_NOWHERE


def found_by(client: Client) -> list[tuple[str, str]]:
    """Searches answer by POST."""
    places = (reverse("courses:find"), reverse("journal:search"))
    return [(there, page_of(client.post(there, {"words": "waited w"}))) for there in places]


def test_a_form_that_is_refused_gives_words_back(full_world: World):
    """Every form on every page, each field of it full of payloads and longer than it may be."""
    ground = explored(full_world, (reverse("journal:form", args=[form(name).name]) for name in FIELDS))
    words, bad, pages = f"{MARK} {share(0, of=80)}", [], 0
    for role in CRAWLERS:
        for asked in ground.forms_of(role):
            if asked.method == "post" and not asked.action.startswith(ENDS_SESSION_AT):
                html = page_of(
                    undone(full_world.clients[role], asked.action, dict.fromkeys(asked.names, words))
                )
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


def page_of(answer: HttpResponse) -> str:
    assert answer.status_code < 500
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return answer.content.decode() if is_page else ""
