"""Every address of the house, found in its list of addresses, and what has to stand in its open places."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from tests.sweep.rows import Rows, is_personal, undone
from tests.sweep.world import World

STAFFS_OWN = "admin:"  # its door is tested in tests/accounts
# These end the visit, whoever makes it; the last one is read like any page, and never sent.
ENDS_THE_VISIT = {"pages:leave", "account_logout", "privacy:leave"}
# Open to whoever holds the address, signed in or not: which tokens stand in them.
BEARER = {
    "clinic:invitation": "invitation",
    "clinic:decline_invitation": "invitation",
    "reminders:wishes": "wishes",
    "reminders:wishes_stop": "wishes",
    "reminders:wishes_pause": "wishes",
    "reminders:calendar": "calendar",
    "accounts:stop_reset": "stop",
}
# The browser makes the key of a page before there is one: somebody else's there is not a question about theirs.
MADE_BY_BROWSER = {"journal:keep", "journal:save"}
# Places for keys that are no uuid.
KEYS = {("accounts:end_visit", "key")}
# Says "that one had ended already" of what is over and of what was never theirs, and does nothing.
SAYS_IT_IS_OVER = {"accounts:end_visit"}
READ_AFTER_THE_END = {"clinic:looks"}
# There is nothing behind these in a house with this library, and without a folder for mail.
EMPTY = {
    "courses:figure",
    "journal:settle",
    "mfa_edit_webauthn",  # accounts:rename_passkey stands in its place, and the next one's
    "mfa_remove_webauthn",
    "pages:mail",
    "pages:mail_html",
}


@dataclass(frozen=True)
class Address:
    """One address with its open places: those for keys of rows, and the others with what stands in them."""

    name: str
    keys: tuple[str, ...]
    fixed: tuple[tuple[str, Any], ...]

    def at(self, *keys: str) -> str:
        return reverse(self.name, kwargs={**dict(self.fixed), **dict(zip(self.keys, keys, strict=True))})


def names() -> list[str]:
    every = _walk(get_resolver().url_patterns)
    gone = ENDS_THE_VISIT - {"privacy:leave"}
    return [name for name in every if not name.startswith(STAFFS_OWN) and name not in gone]


def _walk(found: Iterable[Any], namespace: str = "") -> Iterator[str]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        elif one.name:  # those without a name stand before another of the same place
            yield f"{namespace}{one.name}"


def places_of(name: str) -> dict[str, str]:
    """The open places of an address, each with what kind of sign may stand there."""
    resolver = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    converters = next(found[3] for found in resolver.reverse_dict.getlist(last))
    return {place: type(one).__name__.removesuffix("Converter").lower() for place, one in converters.items()}


def addresses(browser: Client) -> Iterator[Address]:
    """Every address once, with content in its places; `browser` is somebody's who may read the whole library."""
    candidates = _content()
    for name in names():
        if name in BEARER or name in EMPTY:
            continue
        places = places_of(name)
        keys = tuple(place for place, kind in places.items() if kind == "uuid" or (name, place) in KEYS)
        rest = {place: kind for place, kind in places.items() if place not in keys}
        yield Address(name, keys, _first_that_opens(name, keys, rest, candidates, browser))


def _first_that_opens(
    name: str, keys: tuple[str, ...], rest: dict[str, str], candidates: dict[str, list[Any]], browser: Client
) -> tuple[tuple[str, Any], ...]:
    """What the library has for the other places; beside a key any will do."""
    for values in itertools.product(*(candidates[kind] for kind in rest.values())):
        fixed = dict(zip(rest, values, strict=True))
        if keys or _is_there(browser, name, fixed):
            return tuple(fixed.items())
    raise AssertionError(f"Nothing of the library opens {name}: put something there, or say why not.")


def _is_there(browser: Client, name: str, fixed: dict[str, Any]) -> bool:
    try:
        address = reverse(name, kwargs=fixed)
    except NoReverseMatch:
        return False
    if not fixed:
        return True
    with undone():
        return browser.get(address).status_code != 404


def _content() -> dict[str, list[Any]]:
    """Numbers and names of everything that is published; the plainest form of the notebook first."""
    found: dict[str, set[Any]] = {"number": set(), "key": set(), "name": {"check-in"}}
    for model in apps.get_models():
        if is_personal(model) or model._meta.app_label not in {"courses", "quizzes", "journal"}:
            continue
        for column in model._meta.concrete_fields:
            if column.name in found:
                found[column.name].update(model._base_manager.values_list(column.name, flat=True))
    slugs = ["writing", *sorted(one for one in found["key"] | found["name"] if isinstance(one, str))]
    return {"int": sorted(found["number"]), "slug": slugs, "str": slugs, "path": slugs}


# Which rows an address asks for --------------------------------------------------------------------------------


def kinds_of_places(
    address: Address, world: World, rows: Rows, browsers: Mapping[str, Client]
) -> dict[str, set[str]]:
    """For each place for a key the kinds of rows it is looked for among; empty where no query asks for it.

    Found by asking for a key that nobody has, and listening to the queries.
    """
    found: dict[str, set[str]] = {place: set() for place in address.keys}
    for who in ("ada", "carl", "mallory"):
        known: list[str] = []
        for at, place in enumerate(address.keys):
            asked = str(uuid4())
            unknown = [str(uuid4()) for _ in address.keys[at + 1 :]]
            found[place] |= _tables_asked(browsers[who], address.at(*known, asked, *unknown), asked)
            person = world.people[who]
            mine = [row.key for kind in found[place] for row in rows.by_kind[kind] if rows.may(person, row)]
            if not mine:
                break
            known.append(mine[0])
    return found


def _tables_asked(browser: Client, address: str, key: str) -> set[str]:
    found: set[str] = set()
    for method in (browser.get, browser.post):
        with undone(), CaptureQueriesContext(connection) as queries:
            method(address)
        for query in queries.captured_queries:
            found |= _compared(query["sql"], key)
    return found


def _compared(sql: str, key: str) -> set[str]:
    """The kinds of which a column was compared with this key, as SQLite and PostgreSQL write it."""
    kinds = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    pattern = rf"\"(\w+)\".\"\w+\" (?:=|IN) \(?'?(?:{key}|{key.replace('-', '')})"
    return {kinds[table] for table in re.findall(pattern, sql) if table in kinds}
