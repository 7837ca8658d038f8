"""A client with something of every kind to share, each with a word of its own that can be looked for on any page."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from accounts.models import User
from clinic.models import Link, SharedEntry
from clinic.services import mark_entry
from courses.services import finish, open_lesson
from journal.access import get_form
from journal.models import Entry
from journal.services import save_page
from quizzes.models import Quiz, Result
from quizzes.services import save_answer, start_sitting, submit
from tests.builders import lesson
from tests.quizzes.builders import published, scale

LESSON, MODULE = "Lesson 1 1 2", "Module 1.1"
LAST_SEEN, LAST_SEEN_WORDS = date(2019, 3, 7), "7 March 2019"
QUIZ = "Canary closeness"
TITLE, WORDS = "Canary harbour", "The heron stood still"
FEELING = "Heavy"
# What nobody else may read, whatever is agreed.
NEVER = ("never-note", "never-page", "Statement w1", "ada@example.org", "Ada")


@dataclass
class Life:
    """What the client has done; canaries by kind of sharing."""

    client: User
    result: Result
    page: Entry
    hidden: Entry
    marks: list[SharedEntry] = field(default_factory=list)


def live(client: User) -> Life:
    """One lesson finished, a result, two pages of which none is marked yet, a check-in with a line beside it."""
    open_lesson(learner=client, lesson=lesson("lesson-1-1-2"))
    finish(learner=client, lesson=lesson("lesson-1-1-2"))
    User.objects.filter(pk=client.pk).update(last_seen_on=LAST_SEEN)
    return Life(
        client=client,
        result=answered(client, published(scale("canary", title=QUIZ)), worry=6, distance=3),
        page=written(client, "writing", title=TITLE, text=WORDS),
        hidden=written(client, "writing", title="never-page", text="never-page words"),
    )


def checked_in(client: User, word: str = FEELING, note: str = "never-note") -> Entry:
    return written(client, "check-in", word=word, note=note)


def written(writer: User, form: str, **answers: str) -> Entry:
    posted = {name: [words] for name, words in answers.items()}
    made = save_page(writer=writer, form=get_form(form), key=uuid4(), posted=posted, seen={}, keep=True)
    assert made is not None
    return made


def answered(
    client: User, quiz: Quiz, *, worry: int = 4, distance: int = 4, about: str = "general", skipped: int = 0
) -> Result:
    """Every statement as it counts: reversed ones the other way round; the last `skipped` of each scale left out."""
    tree = quiz.current.as_scale
    sheet = start_sitting(learner=client, quiz=quiz, about=about)
    for part, value in zip(tree.subscales, (worry, distance), strict=True):
        kept = part.items[: len(part.items) - skipped]
        for item in kept:
            given = tree.min + tree.max - value if item in tree.reverse else value
            save_answer(sitting=sheet, question=item, value=given, seen=0)
    return submit(sitting=sheet)


def marked(life: Life, link: Link) -> SharedEntry:
    (mark,) = mark_entry(entry=life.page, links=[link])
    life.marks.append(mark)
    return mark
