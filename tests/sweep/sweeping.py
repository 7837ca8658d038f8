"""How each person is led through all of it, and what is counted on the way."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection
from django.http import HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from tests.sweep import pages
from tests.sweep.addresses import MADE_BY_BROWSER, READ_AFTER_THE_END, SAYS_IT_IS_OVER, Address
from tests.sweep.pages import Form
from tests.sweep.rows import VISITS, Row, Rows, Writes, changed, one_of_each, people_of, snapshot, undone
from tests.sweep.world import ALIKE, CLINICIANS, SWEPT, World

# Sent with every foreign key: yes to whatever is asked, and words for a page of the notebook.
FILLED = {"confirm": "yes", "next": "/today/", "do": "keep", "f-title": "Taken", "f-text": "Taken over"}
# Whether it is still them, asked before anything is looked up.
AGAIN = ("/account/reauthenticate/", "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/")
FORMS_MOST = 4  # circles of people whose keys stand in for one that a form offers


@dataclass
class Count:
    """What was asked, and what came of it. A triple is an address, a person, and a row that is not theirs."""

    triples: set[tuple[str, str, str]] = field(default_factory=set)
    refused: set[tuple[str, str, str]] = field(default_factory=set)
    requests: int = 0
    own_pages: int = 0
    forms: set[tuple[str, str]] = field(default_factory=set)
    sent: int = 0
    answers: Counter[int] = field(default_factory=Counter)


class House:
    """The world with everybody signed in, and what stood in it then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers = {name: world.browser(name) for name in SWEPT}
        self.rows, self.before = Rows(), snapshot()


class Sweep:
    """One person in one world. `wrong` collects sentences; all is well while it is empty."""

    def __init__(self, house: House, name: str, count: Count) -> None:
        self.world, self.rows, self.before = house.world, house.rows, house.before
        self.name, self.count = name, count
        self.browser, self.person = house.browsers[name], house.world.people.get(name)
        self.cookies = {key: one.value for key, one in self.browser.cookies.items()}
        self.wrong: list[str] = []
        self.held: set[tuple[str, str]] = set()  # words on pages that whoever holds the address may read

    # Foreign keys in addresses --------------------------------------------------------------------------------

    def ask_for_foreign(self, address: Address, kinds: Mapping[str, set[str]]) -> None:
        """With every key of which one at least is somebody else's, reading and writing: nothing there, nothing done."""
        methods = ["get", "post"]
        is_open = address.name in READ_AFTER_THE_END
        for found in self._foreign([kinds[place] for place in address.keys]):
            if is_open and self.rows.may_read_about(self.person, found[0]):
                continue
            there = address.at(*(row.key for row in found))
            triples = {(address.name, self.name, row.key) for row in found}
            answers = {method: self._refused(method, there, address.name, found) for method in methods}
            methods = [method for method in methods if answers[method] is not None]  # what it never does
            self.count.triples |= triples
            if all(answers[method] for method in methods):
                self.count.refused |= triples

    def _foreign(self, kinds: list[set[str]]) -> Iterator[tuple[Row, ...]]:
        """The rows of every circle of people; where two stand in one address, those of one link, and crossed ones."""
        if len(kinds) == 1:
            yield from ((row,) for row in self._rows(kinds[0]) if not self._may(row))
            return
        outer = self._rows(kinds[0])
        mine = [row for row in outer if self._may(row)]
        for inner in self._rows(kinds[1]):
            rightful = [row for row in outer if belongs(inner, row)][:1]
            crossed = [row for row in mine if not belongs(inner, row)][:1]
            yield from ((one, inner) for one in rightful if not (self._may(one) and self._may(inner)))
            yield from ((one, inner) for one in crossed)

    def _rows(self, kinds: set[str]) -> list[Row]:
        """Of these kinds, one of each circle; where it is not known which kinds, of all of them one of two circles."""
        if not kinds:
            every = (self._rows({kind}) for kind in self.rows.by_kind if kind != "accounts.Visit")  # no uuid
            return [
                row for some in every for row in (*self._some(some, mine=True), *self._some(some, mine=False))
            ]
        alike = ALIKE if self.name != "carl" else frozenset()
        left_out = {self.world.people[name].pk for name in alike}
        found = one_of_each(row for kind in kinds for row in self.rows.by_kind[kind])
        return [row for row in found if not row.people & left_out]

    def _some(self, rows: Iterable[Row], *, mine: bool) -> list[Row]:
        return [row for row in rows if self._may(row) == mine][: 1 if mine else 2]

    def _refused(self, method: str, there: str, name: str, found: Iterable[Row]) -> bool | None:
        """None where the address does not know this method at all."""
        answer, wrote = self._ask(method, there, FILLED if method == "post" else {})
        if answer.status_code == 405:
            return None
        asked = f"{method} {name} with {self._named(found)}"
        before = len(self.wrong)
        self._look_at(answer, asked, but=[row.key for row in found])
        made = name in MADE_BY_BROWSER
        if not (made or name in SAYS_IT_IS_OVER or self._refuses(answer)):
            self._say(f"{asked} answered {answer.status_code}")
        touched = [one for one in wrote if self._is_of_others(*one) or not (made or one[0] == VISITS)]
        if touched:
            self._say(f"{asked} wrote {[table for table, *_ in touched]}")
        return len(self.wrong) == before

    def _refuses(self, answer: HttpResponseBase) -> bool:
        """404; or the way to sign in, or that it was too late, for nobody; or to the second step, for whoever came
        without."""
        if answer.status_code == 404:
            return True
        if self.name == "nobody" and answer.status_code == 403:
            return True  # what was sent too late is offered back to whoever wrote it, after signing in
        sent_to = urlsplit(answer.headers.get("Location", "")).path
        ways = {"nobody": (reverse("account_login"),), "fay": (reverse("accounts:second_step"), *AGAIN)}
        return answer.status_code == 302 and sent_to in ways.get(self.name, ())

    # Their own pages ------------------------------------------------------------------------------------------

    def read_own(self, address: Address, kinds: Mapping[str, set[str]]) -> list[tuple[str, Form]]:
        """Every page of theirs: nobody else's word and no key of anybody else's stands on it. The forms on them."""
        places = [[row for row in self._rows(kinds[place]) if self._may(row)] for place in address.keys]
        chosen = (found for found in product(*places) if len(found) < 2 or belongs(found[1], found[0]))
        return [form for found in chosen for form in self.read(address.at(*(row.key for row in found)))]

    def read_as_holder(self, there: str) -> None:
        """An address that is a secret itself. An invitation says how its clinician calls whom it is for."""
        self.held = {(name, "next") for name in CLINICIANS}
        self.read(there)
        self.held = set()

    def read(self, there: str) -> list[tuple[str, Form]]:
        answer, _ = self._ask("get", there, {})
        self.count.own_pages += 1
        text = self._look_at(answer, f"get {there}")
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []
        page = pages.read(there, text)
        links = [pages.as_form(link) for link in page.links if "?" in link]
        return [(there, form) for form in (*page.forms, *links)]

    # Foreign keys in forms ------------------------------------------------------------------------------------

    def send_foreign(self, there: str, form: Form, more: Iterable[tuple[str, str]]) -> None:
        """A form of their own: every key it offers changed for the like of other people; and, besides, every other
        kind of key (`more`: field and kind) that any form of the house sends anywhere."""
        self.count.forms.add((name_of(form.action), self.name))
        for name, kind in form.kinds_offered(self.rows):
            for row in self._strangers(kind)[:FORMS_MOST]:
                self._send(there, form, form.filled({name: [row.key]}), [row])
        if form.method == "post":
            taken = {field: self._strangers(kind)[:1] for field, kind in more}
            chosen = {field: [row.key for row in found] for field, found in taken.items() if found}
            self._send(there, form, form.filled(chosen), [row for found in taken.values() for row in found])

    def _strangers(self, kind: str) -> list[Row]:
        return [row for row in self._rows({kind}) if not self._may(row)]

    def _send(self, there: str, form: Form, data: Mapping[str, list[str]], foreign: list[Row]) -> None:
        """Nothing of anybody else's is shown or changed, and nothing of their own leads there afterwards."""
        answer, wrote = self._ask(form.method, form.action, data)
        self.count.sent += 1
        asked = f"{form.method} {form.action} from {there} with {self._named(foreign)}"
        triples = {(name_of(form.action), self.name, row.key) for row in foreign}
        before = len(self.wrong)
        self._look_at(answer, asked, but=[row.key for row in foreign])
        if answer.status_code >= 500:
            self._say(f"{asked} answered {answer.status_code}")
        for table, pk, columns, people in wrote:
            held = " ".join(map(str, columns))
            if any(row.key in held or row.key.replace("-", "") in held for row in foreign):
                self._say(f"{asked} left a key in {table}")
            if self._is_of_others(table, pk, columns, people):
                self._say(f"{asked} changed {table} of {self._names(people)}")
        self.count.triples |= triples
        if len(self.wrong) == before:
            self.count.refused |= triples

    # What every answer is asked -------------------------------------------------------------------------------

    def _ask(self, method: str, there: str, data: Mapping[str, Any]) -> tuple[HttpResponseBase, list[tuple]]:
        """The answer, and every row that it wrote, with the people it is about; then all of it is taken back."""
        self.count.requests += 1
        for key, value in self.cookies.items():
            self.browser.cookies[key] = value
        writes, wrote = Writes(), []
        with undone(), connection.execute_wrapper(writes):
            answer = getattr(self.browser, method)(there, data)
            if answer.streaming:  # what it reads and takes away on the way belongs to this request
                answer.streaming_content = [b"".join(answer.streaming_content)]
            if writes.tables:
                wrote = [(*one, about(*one[:2])) for one in changed(self.before, set(writes.tables))]
        self.count.answers[answer.status_code] += 1
        return answer, wrote

    def _look_at(self, answer: HttpResponseBase, asked: str, but: Iterable[str] = ()) -> str:
        """The text of an answer, after no foreign word and no foreign key was found in it."""
        text = pages.text_of(answer)
        for writer, what, reader in pages.canaries(text):
            if not self._may_read(writer, what, reader):
                self._say(f"{asked} shows the {what} of {writer}")
        for key in pages.keys(text) - set(but):
            row = self.rows.by_key.get(key)
            if row and not self.rows.may_read_about(self.person, row):
                self._say(f"{asked} names {self._named([row])}")
        return text

    def _may(self, row: Row) -> bool:
        return self.rows.may(self.person, row)

    def _may_read(self, writer: str, what: str, reader: str) -> bool:
        """Their own; a clinician's what is meant for them, while it stands; a client's what their clinician wrote."""
        if writer == self.name or (writer, what) in self.held:
            return True
        if self.person is None:
            return False
        theirs = self.world.people[writer]
        if what in {"title", "page"}:
            return self.rows.shares(theirs.pk, self.person, "entries")
        kind = "clinic.Pick" if what == "pick" else "clinic.Link"
        circle = {self.person.pk, theirs.pk}
        standing = (row for row in self.rows.by_kind[kind] if row.people == circle)
        return reader == self.name and any(self.rows.may_read_about(self.person, row) for row in standing)

    def _is_of_others(self, table: str, pk: Any, columns: Any, people: frozenset[int]) -> bool:
        """Whether a row that was written is about somebody besides this person and those joined with them now."""
        mine = self.person.pk if self.person else 0
        joined = {mine} | {
            one for row in self.rows.by_kind["clinic.Link"] if self._may(row) for one in row.people
        }
        return bool(people - joined)

    def _say(self, words: str) -> None:
        self.wrong.append(f"{self.name}: {words}")

    def _named(self, found: Iterable[Row]) -> str:
        return ", ".join(f"{row.kind} of {self._names(row.people)}" for row in found)

    def _names(self, people: Iterable[int]) -> str:
        return "+".join(sorted(map(self.world.name_of, people))) or "nobody"


def belongs(inner: Row, outer: Row) -> bool:
    """Whether the second of two rows in an address is of the first: over its link, of its plan, or of its client."""
    if inner.link is not None:
        return bool(inner.link.pk == outer.row.pk)
    if hasattr(inner.row, "plan_id"):
        return bool(inner.row.plan_id == outer.row.pk)
    return getattr(outer.row, "client_id", None) in inner.people


def about(table: str, pk: Any) -> frozenset[int]:
    """Everybody that a row as it stands now is about; nobody, once it is gone."""
    models = apps.get_models(include_auto_created=True)
    model = next(model for model in models if model._meta.db_table == table)
    row = model._base_manager.filter(pk=pk).first()
    return people_of(row) if row is not None else frozenset()


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def unlike(forms: Iterable[tuple[str, Form]], is_left_out: Callable[[str], bool]) -> list[tuple[str, Form]]:
    """One of those that lead to one address with the same fields."""
    found: dict[tuple[str, str, frozenset[str]], tuple[str, Form]] = {}
    for there, form in forms:
        name = name_of(form.action)
        if not is_left_out(name):
            found.setdefault((name, form.method, frozenset(form.offers)), (there, form))
    return list(found.values())
