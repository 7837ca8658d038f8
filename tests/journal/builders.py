"""A small library of exercises, published as authors publish, and people's entries, written as people write."""

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django.core.cache import caches

from accounts.models import User
from courses.publishing import publish_library
from journal.access import get_form
from journal.models import Entry, Exercise
from journal.rules.bodies import read_body
from journal.rules.forms import Form
from journal.rules.values import Value, as_posted
from journal.services import save_page
from library.grammar import LibraryTree
from tests.builders import NOON, SETTLE, Folder, lesson_text

# One exercise for each type of field, named like it; its field is `answer`.
FIELDS = {
    "short": "- short: answer | One word for it | help: Any word.",
    "long": "- long: answer | What happened?",
    "choice": "- choice: answer | How was it? | fine / so-so / hard",
    "choices": "- choices: answer | What helped? | walking / tea / a friend",
    "slider": "- slider: answer | How loud is it? | 0-10 | low: silent | high: deafening",
    "feelings": "- feelings: answer | What did you feel?",
    "table": "- table: answer | What you saw | what / where | rows: 2",
    "date": "- date: answer | When was it?",
    "ladder": "- ladder: answer | Small steps | rows: 3",
    "sort": "- sort: answer | Whose is it? | my words / her mood / the weather | columns: mine / not mine",
}
# Others: two fields on one page; a log; one that asks for an answer; one that can never be shared, with settling.
OTHERS = {
    "two": ("mode: page", "- short: first | The first\n- long: second | The second"),
    "log": ("mode: log", "- short: first | The first\n- long: second | The second"),
    "asked": (
        "mode: log",
        "- short: first | The first | required: yes\n- long: second | The second",
    ),
    "own": ("mode: page\nprivate: always\nsettle: yes", "- long: answer | What is only yours?"),
    "kit": ("mode: page\npocket: kit", "- long: answer | What steadies you?"),
}
# What may be written into `answer`, as it is kept.
ANSWERS: dict[str, Value] = {
    "short": "harbour",
    "long": "The door closed.\n\nThen it opened.",
    "choice": "so-so",
    "choices": ["walking", "a friend"],
    "slider": 7,
    "feelings": ["calm"],
    "table": [["a cup", "the sill"], ["a chair", ""]],
    "date": "2026-11-22",
    "ladder": [["Say hello", 3], ["Stay a while", None]],
    "sort": {"my words": "mine", "her mood": "not mine"},
}


def block(name: str, fields: str, options: str = "mode: page", title: str = "") -> str:
    """An exercise as an author writes it."""
    return (
        f"/// exercise | {name}\ntitle: {title or name.capitalize()}\n{options}\nlighter: Only think of one word.\n\n"
        f"Think of an ordinary morning.\n\n{fields}\n///\n"
    )


def blocks() -> dict[str, str]:
    single = {name: block(name, field) for name, field in FIELDS.items()}
    return single | {name: block(name, fields, options) for name, (options, fields) in OTHERS.items()}


def fill(folder: Folder, **changes: str) -> Folder:
    """Every exercise in a lesson of its own, lesson-<exercise>; `changes` replaces blocks, an empty one goes."""
    folder.course("01", "course-1", title="Course 1")
    folder.module("01/01", "course-1-module-1", title="Module 1.1")
    for at, (name, text) in enumerate((blocks() | changes).items(), start=1):
        pieces = [SETTLE, text] if text else [SETTLE]
        folder.lesson(f"01/01/{at:02}-{name}", lesson_text(f"lesson-{name}", pieces=pieces))
    return folder


def publish_exercises(*, now: datetime = NOON, **changes: str) -> LibraryTree:
    """Publish them all; `changes` as in `fill`: publish_exercises(short=block("short", "- short: answer | New"))."""
    tree = _compiled(tuple(sorted(changes.items())))
    publish_library(tree=tree, by=None, now=now)
    caches["memory"].clear()  # within one transaction, a publication taken back would be remembered
    return tree


@cache
def _compiled(changes: tuple[tuple[str, str], ...]) -> LibraryTree:
    """Trees are frozen, so one compilation serves every test."""
    with tempfile.TemporaryDirectory() as folder:
        return fill(Folder(Path(folder)), **dict(changes)).compile()


def exercise(key: str) -> Exercise:
    return Exercise.objects.with_words().get(key=key)


def form(key: str) -> Form:
    """The form of an exercise by its key, through the door people take."""
    return get_form(f"x{exercise(key).number}")


def write(
    writer: User, form: Form, *, key: UUID | None = None, keep: bool = True, **answers: Value | None
) -> Entry:
    """What somebody wrote, by field, in the form it is kept in: write(ada, form("slider"), answer=7)."""
    posted = {name: as_posted(form.field(name), value) for name, value in answers.items()}
    entry = save_page(writer=writer, form=form, key=key or uuid4(), posted=posted, seen={}, keep=keep)
    assert entry is not None
    return entry


def seen(entry: Entry) -> dict[str, int]:
    """The numbers of a page that shows the entry as it is."""
    return {name: held.sequence for name, held in read_body(entry.body).fields.items()}
