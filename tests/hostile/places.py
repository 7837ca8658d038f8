"""A world in which everybody has written something everywhere, and every address that shows some of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import ask_to_be_clinician
from clinic.models import Link
from clinic.services import mark_entry
from journal.access import get_form
from journal.models import Entry
from journal.services import save_page
from library.grammar import LibraryTree
from tests.builders import Folder, lesson_text
from tests.hostile.saturating import MARK, Saturation
from tests.journal.builders import FIELDS, block, form, write
from tests.test_permissions import READING, World

WHO = ("client", "carl", "staff", "nobody", "stranger")
ENDS_SESSION = ("pages:leave", "account_logout")
WRITTEN = {"short": "w", "long": "w", "table": [["w", "w"]], "ladder": [["w", 3]]}
QUERIES = {
    "journal:print": ("?show=yes&questions=yes", "?show=yes"),
    "journal:form": ("?print=notes",),
    "courses:lesson": ("?print=notes",),
}


@cache
def library_of_fields() -> LibraryTree:
    """The small library, with an exercise for each type of field in a module more."""
    with tempfile.TemporaryDirectory() as root:
        folder = Folder(Path(root)).fill(courses=1)
        folder.module("01/03", "course-1-module-3")
        for name, field in FIELDS.items():
            folder.lesson(f"01/03/{name}", lesson_text(f"lesson-{name}", pieces=[block(name, field)]))
        return folder.compile()


def write_everywhere(world: World) -> None:
    """Ada has written into every type of field and shows Carl a page of each; Mallory asks to be a clinician."""
    ada, mallory = (User.objects.get(email=f"{name}@example.org") for name in ("ada", "mallory"))
    link = Link.objects.get(key=world.arguments["link"]["key"])
    for name, answer in WRITTEN.items():
        mark_entry(entry=write(ada, form(name), answer=answer), links=[link])
    pages = {"check-in": {"word": ["Heavy"], "note": ["w"]}, "writing": {"title": ["w"], "text": ["w"]}}
    for name, answers in pages.items():
        save_page(writer=ada, form=get_form(name), key=uuid4(), posted=answers, seen={}, keep=True)
    words = dict.fromkeys(
        ("professional_name", "profession", "licensing_body", "licence_number", "country", "note"), "w"
    )
    ask_to_be_clinician(user=mallory, now=timezone.now(), **words)


def addresses(world: World) -> Iterator[str]:
    """Every page, those of every entry, and the ways of printing them."""
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


def saturated_pages(world: World, saturation: Saturation) -> Iterator[tuple[str, str, str]]:
    """Role, address and HTML of every page that shows somebody's words, once all of them are hostile."""
    everywhere = list(addresses(world))
    world.clients["client"].post(reverse("journal:open_note", kwargs=world.arguments["note"]))
    saturation.fill()
    caches["memory"].clear()
    for role in WHO:
        client = world.clients[role]
        for address, html in [(there, page_of(client.get(there))) for there in everywhere] + _found_by(
            client
        ):
            if MARK in html:
                yield role, address, html


def _found_by(client: Client) -> list[tuple[str, str]]:
    """Searches answer by POST."""
    places = (reverse("courses:find"), reverse("journal:search"))
    return [(there, page_of(client.post(there, {"words": "waited w"}))) for there in places]


def page_of(answer: HttpResponse) -> str:
    """The HTML of an answer; nothing for one that is no page."""
    assert answer.status_code < 500
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return answer.content.decode() if is_page else ""
