"""Nobody opens, changes or is shown what is another's: every address, ten people, and every row that is not theirs.

Addresses come from the list of addresses, keys from every table, fields from the forms on everybody's own pages: what
is added to the house is swept without anybody remembering it.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

import config.urls
from journal import access
from journal.models import Entry
from tests.sweep.addresses import BEARER, ENDS_THE_VISIT, STAFFS_OWN, Address, addresses, kinds_of_places
from tests.sweep.rows import A_KEY, Rows, keys_of, personal_models, snapshot
from tests.sweep.sweeping import Count, House, Sweep, unlike
from tests.sweep.world import SWEPT, World, make_world

# Who sends forms: one of everybody who has forms that others have not.
SENDERS = ("mallory", "ada", "carl", "dora", "eve", "sue")


@pytest.fixture
def world(library, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A quick house: "nothing here" without its page, no log, no headers; every door stands where it stood."""
    monkeypatch.setattr(config.urls, "handler404", _nothing_here)
    plain = ("permissions_policy", "structlog", "csp.", "whitenoise", "SecurityMiddleware", "XFrame")
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not any(word in one for word in plain)]
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600  # however slow the machine
    logging.disable(logging.CRITICAL)
    yield make_world()
    logging.disable(logging.NOTSET)


def _nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def test_nobody_opens_changes_or_is_shown_what_is_anothers(world: World, record_property):
    house, count = House(world), Count()
    found = list(addresses(house.browsers["stella"]))
    kinds = {address: kinds_of_places(address, world, house.rows, house.browsers) for address in found}
    sweeps = [Sweep(house, name, count) for name in SWEPT]
    forms = {sweep: [] for sweep in sweeps}
    for sweep in sweeps:
        for address in found:
            if address.keys:
                sweep.ask_for_foreign(address, kinds[address])
            forms[sweep] += sweep.read_own(address, kinds[address])
        for name, token in BEARER.items():
            for each in world.tokens[token]:
                sweep.read_as_holder(reverse(name, args=[each]))
    more = {one for some in forms.values() for _, form in some for one in form.kinds_offered(house.rows)}
    for sweep in sweeps:
        for there, form in unlike(forms[sweep], _ends_the_visit) if sweep.name in SENDERS else ():
            sweep.send_foreign(there, form, more)
    record_property("swept", _told(count, found, house.rows))
    wrong = [words for sweep in sweeps for words in sweep.wrong]
    assert not wrong, "\n".join(summed(wrong))
    assert count.triples == count.refused
    assert snapshot() == house.before


def summed(wrong: list[str]) -> list[str]:
    """One line for what is alike but for the keys in it, and whose they are."""
    alike = (
        re.sub(r" with [^()]*? (?=answered|wrote|shows|names|changed|left)", " ", words) for words in wrong
    )
    counted = Counter(A_KEY.sub("…", words) for words in alike)
    return [f"{number} x {words}" for words, number in counted.most_common(80)]


def _ends_the_visit(name: str) -> bool:
    return name in ENDS_THE_VISIT or name.startswith(STAFFS_OWN)


def _told(count: Count, found: list[Address], rows: Rows) -> str:
    answers = ", ".join(f"{number} x {status}" for status, number in sorted(count.answers.items()))
    return (
        f"{len(count.triples)} triples of address, person and somebody else's row: {len(count.refused)} refused. "
        f"{len(found) + len(BEARER)} addresses, {len(SWEPT)} people, {len(rows.by_key)} keys, "
        f"{count.own_pages} pages of their own read, {len(count.forms)} forms sent {count.sent} times, "
        f"{count.requests} requests ({answers})."
    )


def test_every_table_with_a_key_and_a_person_stands_in_the_world(world: World):
    """A new table needs a row here, made by its service, or its keys are swept by nobody."""
    rows = Rows()
    keyed = {model._meta.label for model in personal_models() if any(keys_of(model()))}
    # Who published what everybody reads; people on their way out, and those who are gone.
    never = {"library.Publication", "privacy.Leaving", "privacy.Erased"}
    assert keyed - never <= set(rows.by_kind)


def test_a_hole_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch):
    """The sweep is itself put to the test: a door that forgets to ask whose it is."""

    def forgetful(user: object, key: object) -> Entry:
        entry = Entry.objects.filter(key=key).first()
        if entry is None:
            raise Http404
        return entry

    sweep = Sweep(House(world), "mallory", Count())
    address = Address("journal:entry", ("key",), ())
    sweep.ask_for_foreign(address, {"key": {"journal.Entry"}})
    assert sweep.wrong == []
    monkeypatch.setattr(access, "get_entry", forgetful)
    sweep.ask_for_foreign(address, {"key": {"journal.Entry"}})
    assert any("answered 200" in words for words in sweep.wrong)
    assert any("shows the hidden of ada" in words for words in sweep.wrong)
