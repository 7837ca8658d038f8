"""Bad input is answered with a page that says so, never with an error: every address, hostile paths and fields."""

from collections.abc import Iterator

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.test_permissions import READING, World, world

__all__ = ["world"]
TEXTS = ("a\x00b", "//evil.example")  # `make fuzz` takes some thousands of others
IN_PATHS = (str(2**63), "a%00b", "x" * 300 + ".png")
FIELDS = {
    "question": "w1", "value": "3", "sequence": "0", "next": "/today/", "after": "", "seen": "w1:0", "w1": "3",
    "q-q1": "a", "f-title": "T", "f-text": "W", "do": "keep", "body": "7",
    "place": "x", "pace": "own", "days": "1", "hour": "18", "time_zone": "Europe/London",
    "about": "partner", "agree": "on", "careful": "no", "reference": "R", "address": "z@example.net",
    "works": "module:course-1-module-1", "by_on": "", "note": "hi", "has_plan": "on", "progress": "on",
    "has_plain_subjects": "yes", "greeting_name": "A", "theme": "auto", "email": "z@example.net",
    "login": "z@example.net", "password": "quiet-lanterns-9", "password1": "quiet-lanterns-9", "code": "ABCD-EFGH",
    "words": "river", "type": "html", "field": "text", "index": "0", "stamp": "x",
}  # fmt: skip
ASKED_IN_ADDRESSES = (
    "next",
    "back",
    "country",
    "told",
    "q-q1",
    "kind",
    "course",
    "month",
    "x",
    "page",
    "show",
)


def asked(client: Client, method: str, address: str, data: dict[str, str]) -> str:
    """The address again if it answered with an error or led to another site. Whatever it wrote is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    is_bad = answer.status_code >= 500 or "//evil" in answer.headers.get("Location", "").partition("?")[0]
    return f"{method} {address[:60]} {str(data)[:60]}" if is_bad else ""


def every_question(world: World) -> Iterator[tuple[str, str, dict[str, str]]]:
    for name, (key, _) in READING.items():
        if name == "pages:leave" or name.startswith("account_"):
            continue  # the one ends the session; the others are allauth's, and slow on purpose
        arguments = world.arguments[key]
        address = reverse(name, kwargs=arguments)
        for value in arguments.values():
            before, _, after = address.rpartition(str(value))
            yield from (("get", f"{before}{hostile}{after}", {}) for hostile in IN_PATHS)
        yield "post", address, {}
        for text in TEXTS:
            yield "get", address, dict.fromkeys(ASKED_IN_ADDRESSES, text)
            yield "post", address, dict.fromkeys(FIELDS, text)
            yield "post", address, FIELDS | dict.fromkeys(("next", "value", "place", "note"), text)


def test_bad_input_never_makes_an_error(world: World):
    client = world.clients["client"]
    client.raise_request_exception = False
    bad = [asked(client, *question) for question in every_question(world)]
    assert not list(filter(None, bad))
