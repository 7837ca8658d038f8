"""Finds out what there is to ask: every address of the house, what pages link to, and every form on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from fuzz.reading import PageForm, read_page
from tests.test_permissions import READING, World, names

MOST_PAGES = 260  # of one role, so that lists of links do not go on for ever
ENDS_SESSION = ("/leave/", "/account/logout/", "/staff/logout/")
CRAWLERS = ("nobody", "stranger", "client", "carl", "staff")


@dataclass
class Ground:
    """What can be asked of this house: addresses, forms by role, and the names of parameters seen anywhere."""

    addresses: dict[str, None] = field(default_factory=dict)
    forms: dict[str, dict[tuple[str, str, tuple[str, ...]], PageForm]] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)

    def forms_of(self, role: str) -> list[PageForm]:
        return list(self.forms.get(role, {}).values())

    @property
    def all_forms(self) -> list[PageForm]:
        return list({key: form for forms in self.forms.values() for key, form in forms.items()}.values())


def addresses_of(world: World) -> list[str]:
    """Every named address, with the arguments of an object that exists."""
    known = [reverse(name, kwargs=world.arguments[key]) for name, (key, _) in READING.items()]
    admin = [
        reverse(name)
        for name, pattern in names(get_resolver().url_patterns).items()
        if name.startswith("admin:") and not pattern.pattern.converters and not pattern.pattern.regex.groups
    ]
    return [*known, *admin]


def explored(world: World, more: Iterable[str] = ()) -> Ground:
    """What can be asked; `more` are addresses to look at beside those that have names."""
    ground = Ground(addresses=dict.fromkeys([*addresses_of(world), *more]))
    for role in CRAWLERS:
        _explore(role, world.clients[role], ground)
    names_of_fields = (name for form in ground.all_forms for name in form.names)
    ground.parameters |= dict.fromkeys(names_of_fields)
    return ground


def _explore(role: str, client: Client, ground: Ground) -> None:
    waiting, seen = dict.fromkeys(ground.addresses), set[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = next(iter(waiting))
        del waiting[address]
        if address in seen or address.startswith(ENDS_SESSION):
            continue
        seen.add(address)
        forms, links = _asked(client, address)
        for form in forms:
            key = (form.method, form.action.partition("?")[0], form.names)
            ground.forms.setdefault(role, {}).setdefault(key, form)
        for link in links:
            path, _, query = link.partition("?")
            ground.addresses.setdefault(path)
            ground.parameters |= dict.fromkeys(part.partition("=")[0] for part in query.split("&") if part)
            waiting.setdefault(link)


def _asked(client: Client, address: str) -> tuple[list[PageForm], list[str]]:
    kept = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        answer = client.get(address)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return [], []
    return read_page(answer.content.decode(), address)
