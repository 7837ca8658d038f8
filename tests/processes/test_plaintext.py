"""No plaintext anywhere: one person writes a marker through everything, and then every byte is searched for it."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders import Folder
from tests.journal.builders import ANSWERS, fill
from tests.processes.notebook import APP_KEY, PASSWORD
from tests.processes.person import Answer, Fields, Person
from tests.processes.product import start_notebook
from tests.processes.searching import ENCODINGS, MARKER, PACKINGS, TAIL, files_with, found_in
from tools.product import CELERY, Running, manage, product_env
from tools.servers import free_port
from tools.waiting import eventually

pytestmark = pytest.mark.processes
LEARNER, STAFF = "ada@example.org", "stella@example.org"

# Where words could lie in plain. Paths are below the folder of the installation.
PLACES: dict[str, str] = {
    "the database": "alder.sqlite3",
    "its log of writes": "alder.sqlite3-wal",
    "its index of that log": "alder.sqlite3-shm",
    "messages of the broker": "broker/**/*",
    "what web, worker and beat said, at DEBUG": "log-*",
    "mail that was sent": "mailbox/**/*",
    "temporary files": "tmp/**/*",
    "and anything else of the installation: exports, schedules, keys": "**/*",
}
# Searched over their own doors, because they are packed or made on request:
#   rows of sessions and of the cache, unpacked; every page of the staff's admin; pages of errors.
MUST_BE_THERE = ("alder.sqlite3", "alder.sqlite3-wal", "log-", "mailbox/", "broker/")

# What fits where nothing can be typed: looked for in the entry's own row only, for authors' words stand elsewhere.
STRUCTURAL = {"choice", "choices", "slider", "feelings", "date", "sort"}
TYPED: dict[str, Fields] = {
    "short": {"f-answer": MARKER},
    "long": {"f-answer": f"{MARKER}\n\n{MARKER} < & \"'"},
    "choice": {"f-answer": "so-so"},
    "choices": {"f-answer": ["walking", "a friend"]},
    "slider": {"f-answer": "7"},
    "feelings": {"f-answer": ["calm"]},
    "table": {"f-answer-0-0": MARKER, "f-answer-0-1": f"the sill {MARKER}"},
    "date": {"f-answer": "2026-11-22"},
    "ladder": {"f-answer-0-text": MARKER, "f-answer-0-rating": "3"},
    "sort": {"f-answer-0": "0:0", "f-answer-1": "1:1"},
    "log": {"f-first": MARKER, "f-second": MARKER},
    "own": {"f-answer": MARKER},
}
LICENCE = ("professional_name", "profession", "licensing_body", "licence_number", "country", "note")
# The one page of the staff that is there to show what somebody wrote; each opening is on that person's record.
MEANT_TO_BE_READ = "/staff/accounts/clinicianrequest/"
OWN: dict[str, Fields] = {
    "writing": {"f-title": MARKER, "f-text": MARKER},
    "victory": {"f-line": MARKER},
    "check-in": {"f-word": "Mixed", "f-note": MARKER},
    "card": {"f-kit": MARKER, "f-signals": MARKER, "f-sentence": MARKER},
}


@dataclass
class House:
    """A product that runs, and somebody who can look into its database."""

    folder: Path
    env: dict[str, str]
    url: str
    desk: Running

    def visitor(self, email: str) -> Person:
        person = Person(self.url)
        person.sign_in(email, PASSWORD)
        return person


@pytest.fixture(scope="module")
def house(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Web, worker and beat, all telling everything they can, with temporary files where we can see them."""
    folder = tmp_path_factory.mktemp("house")
    library = fill(Folder(tmp_path_factory.mktemp("library")))
    (folder / "tmp").mkdir()
    shutil.copy(migrated_file, folder / "alder.sqlite3")
    port = free_port()
    env = product_env(
        folder, LOG_LEVEL="DEBUG", TMPDIR=str(folder / "tmp"), CONTENT_DIR=str(library.root), PORT=str(port)
    )
    manage(env, "createcachetable")
    manage(env, "publish_content")
    web = ("-m", "gunicorn", "config.wsgi", "--preload", "--bind", f"127.0.0.1:{port}", "--threads", "4")
    worker = ("worker", "--pool", "threads", "-c", "1", "--without-gossip", "--without-mingle", "-l", "DEBUG")
    with ExitStack() as stack:
        for command in (
            (*web, "--no-control-socket", "--log-level", "debug", "--access-logfile", "-"),
            (*CELERY, *worker),
            (*CELERY, "beat", "-l", "DEBUG", "--pidfile", ""),
        ):
            running = Running(*command, env=env)
            stack.callback(running.end)
        desk = stack.enter_context(start_notebook(env))
        desk.ask("add_people", learner=LEARNER, staff=STAFF, password=PASSWORD)
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: answers(url), within=30)
        yield House(folder, env, url, desk)


def answers(url: str) -> bool:
    try:
        return Person(url).get("/livez").status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def refusals(house: House) -> dict[str, Answer]:
    """Somebody has written the marker everywhere; what the product said where it could not take it."""
    ada = house.visitor(LEARNER)
    numbers = house.desk.ask("exercises")
    assert {*TYPED} >= {*ANSWERS}, "A new type of field needs a line in TYPED."
    for name, fields in TYPED.items():
        write(ada, f"/notebook/f/x{numbers[name]}/", fields)
    for name, fields in OWN.items():
        write(ada, f"/notebook/f/{name}/", fields)
    write_notes(ada)
    ask_to_be_a_clinician(ada)
    read_everything(ada)
    Person(house.url).send("/account/login/code/", having="email", email=LEARNER)
    eventually(lambda: any((house.folder / "mailbox").glob("*")), within=20, said="a mail was sent")
    return refuse_everything(ada, house, numbers)


def write(ada: Person, path: str, fields: Fields) -> None:
    """As it is typed, then by the button, then once more by a button of rows or as a draft."""
    form = ada.form(path, having="seen")
    for name, value in fields.items():
        question, _, rest = name.removeprefix("f-").partition("-")
        typed = {"question": question, "value": value, "sequence": "0"}
        answer = ada.post(form.autosave, {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"], **typed})
        assert answer.status in {200, 409, 422}, answer.text
        assert answer.status == 200 or rest, answer.text  # one cell of a row is no answer yet
    for press in ("save", "keep"):
        answer = ada.send(path, having="seen", **fields, do=press)
        assert answer.status == 200, (path, answer.status)


def write_notes(ada: Person) -> None:
    for opens in ("slips", "date"):
        ada.send("/notebook/from-me/write/", having="key", words=MARKER, opens=opens, opens_on="2031-01-01")
    note = re.findall(r"/notebook/from-me/[0-9a-f-]{36}/", ada.get("/notebook/from-me/").text)[0]
    ada.send(note, having="csrfmiddlewaretoken")


def ask_to_be_a_clinician(ada: Person) -> None:
    words = dict.fromkeys(LICENCE, MARKER)
    assert TAIL in ada.send("/settings/profession/", having="licence_number", **words).text


def read_everything(ada: Person) -> None:
    """Every way of getting words out, each of which works: otherwise the search below would prove nothing."""
    assert TAIL in ada.get("/notebook/").text
    assert TAIL in ada.get("/notebook/print/?show=all").text
    assert TAIL in ada.get("/notebook/victories/").text
    assert TAIL in ada.send("/notebook/search/", having="words", words=MARKER).text
    assert ada.send(
        "/notebook/card/fold/", having="panel", panel=["kit", "signals", "sentence"]
    ).content.startswith(b"%PDF")
    ada.send("/account/reauthenticate/?next=/notebook/export/", having="password", password=PASSWORD)
    for kind in ("html", "json", "markdown"):
        assert TAIL in ada.send("/notebook/export/", having="type", type=kind).text
    for entry in set(re.findall(r"/notebook/e/[0-9a-f-]{36}/", ada.get("/notebook/").text)):
        assert ada.get(entry).status == ada.get(f"{entry}edit/").status == 200


def refuse_everything(ada: Person, house: House, numbers: dict[str, int]) -> dict[str, Answer]:
    short, page = f"/notebook/f/x{numbers['short']}/", "/notebook/f/writing/"
    form = ada.form(short, having="seen")
    token = {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"]}
    said = {
        "409 a newer answer": ada.post(
            form.autosave, {**token, "question": "answer", "value": f"{MARKER} again", "sequence": "0"}
        ),
        "422 too long": ada.send(short, having="seen", **{"f-answer": MARKER * 40}),
        "422 too long, as it is typed": ada.post(
            form.autosave, {**token, "question": "answer", "value": MARKER * 40, "sequence": "1"}
        ),
        "422 not one of the choices": ada.send(
            f"/notebook/f/x{numbers['choice']}/", having="seen", **{"f-answer": MARKER}
        ),
        "403 no token": ada.post(form.action, {"f-answer": MARKER}),
        "404 no such form": ada.post("/notebook/f/nothing/save/", {**token, "f-answer": MARKER}),
        "422 a note without a day": ada.send(
            "/notebook/from-me/write/", having="key", words=MARKER, opens="date", opens_on=MARKER
        ),
        "signed out": Person(house.url).send("/account/login/", having="login", login="x@example.org", password=MARKER),
    }  # fmt: skip
    form, new = ada.form(page, having="seen"), f"{page}{uuid4()}/"
    ada.post(f"{new}save/", {**token, "question": "text", "value": MARKER, "sequence": "0"})
    house.desk.ask("spoil", key=new.rstrip("/").rpartition("/")[2])
    entry = new.replace("/f/writing/", "/e/")
    return said | {
        "500 an entry that does not open": ada.get(entry),
        "500 writing to it": ada.post(
            f"{new}save/", {**token, "question": "text", "value": MARKER, "sequence": "1"}
        ),
        "500 writing to it by the button": ada.post(
            new, {**token, **form.fields, "f-text": MARKER, "do": "keep"}
        ),
    }


# The search itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packing", PACKINGS)
def test_the_search_finds_what_is_packed_in_any_way(packing: str):
    for encode in ENCODINGS.values():
        assert found_in(b"\x00\x01before" + PACKINGS[packing](encode(f"a {MARKER} b")) + b"\x00after")


# What it finds ------------------------------------------------------------------------------------------------


def test_words_were_written_everywhere_and_every_refusal_was_as_meant(
    house: House, refusals: dict[str, Answer]
):
    entries = house.desk.ask("entries_that_open")
    assert {kind for kind, _, _ in entries} == {"exercise", *OWN}
    assert sum(MARKER in str(entry) for entry in entries) >= len(TYPED) - len(STRUCTURAL) + len(OWN)
    assert any(f"{MARKER} again" in str(other) for _, _, other in entries), "A conflict keeps both."
    for what, answer in refusals.items():
        assert what.partition(" ")[0] in {str(answer.status), "signed"}, (what, answer.status)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_found_in(place: str, house: House, refusals: dict[str, Answer]):
    assert files_with(house.folder, PLACES[place]) == {}


def test_the_key_of_an_app_is_nowhere(house: House, refusals: dict[str, Answer]):
    """Not even while it is used: staff signs in with it."""
    house.visitor(STAFF)
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if APP_KEY.encode() in path.read_bytes()] == []


def test_the_places_are_there(house: House, refusals: dict[str, Answer]):
    """A search in files that are not written would prove nothing."""
    files = [path for path in house.folder.rglob("*") if path.is_file() and path.stat().st_size]
    names = [str(path.relative_to(house.folder)) for path in files]
    assert all(any(name.startswith(wanted) for name in names) for wanted in MUST_BE_THERE)
    said = "".join(path.read_text(errors="replace") for path in house.folder.glob("log-*"))
    assert "CannotOpen" in said, "The failure was logged."
    assert "debug" in said.lower()


def test_nothing_is_found_in_sessions_and_cache(house: House, refusals: dict[str, Answer]):
    kept = house.desk.ask("sessions_and_cache")
    assert kept
    assert [row[:80] for row in kept if found_in(row.encode())] == []


def test_nothing_is_found_in_any_page_of_the_staff(house: House, refusals: dict[str, Answer]):
    stella = house.visitor(STAFF)
    lists = set(re.findall(r'href="(/staff/[a-z]+/[a-z]+/)"', stella.get("/staff/").text))
    assert len(lists) >= 4
    for address in sorted(lists):
        page = stella.get(address)
        rows = re.findall(rf'href="({address}[^"?]+/change/)', page.text)[:2]
        if address == MEANT_TO_BE_READ:
            assert rows
            rows = []
        histories = [row.replace("/change/", "/history/") for row in rows]
        for shown in (page, *map(stella.get, [*rows, *histories])):
            assert shown.status == 200
            assert not found_in(shown.content), shown.url


def test_pages_of_errors_repeat_nothing(refusals: dict[str, Answer]):
    """A form that comes back has the words of its own person in it; a page that only says no has not."""
    for what, answer in refusals.items():
        if what[0] in "45" and not what.startswith("422"):
            assert not found_in(answer.content), what


def test_chosen_words_are_not_in_the_row_either(house: House, refusals: dict[str, Answer]):
    """Words of authors stand in what they published; in a person's own rows they do not."""
    words = ("so-so", "walking", "a friend", "calm", "2026-11-22", "not mine", "Mixed")
    with sqlite3.connect(f"file:{house.folder / 'alder.sqlite3'}?mode=ro", uri=True) as database:
        for table in ("journal_entry", "journal_notefromme", "journal_highmark"):
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            sealed = [name for name in names if name in {"body", "other", "words", "filled"}]
            for row in database.execute(f"SELECT {', '.join(sealed) or 'id'} FROM {table}"):
                for word in words:
                    assert not any(
                        found_in(str(cell).encode() if not isinstance(cell, bytes) else cell, word)
                        for cell in row
                    )
