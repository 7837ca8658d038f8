"""What the example learner has written: through the same services as everybody, then moved to earlier days."""

from datetime import date, timedelta
from uuid import uuid4

from accounts.models import User
from journal.models import Entry, Exercise
from journal.services import Form, form_of, own_form, save_page

# How many days ago, and the word of that day; some days have none, which is fine.
WEATHER = (
    (13, "Heavy"), (12, "Heavy"), (11, "Stormy"), (9, "Mixed"), (8, "Heavy"), (7, "Mixed"), (4, "Lighter"),
    (3, "Mixed"), (2, "Lighter"), (1, "Mixed"),
)  # fmt: skip
VICTORIES = (
    (10, "Read the message before answering it."),
    (5, "Said I would be back at nine, and was."),
    (2, "Rang on Tuesday instead of Sunday night."),
)
JOLT = {
    "what": ["A door closed hard downstairs."],
    "body": ["heart", "hands"],
    "thought": ["They are angry with me."],
    "size": ["4"],
}


def fill_notebook(*, writer: User, today: date) -> None:
    """Two weeks of a quiet notebook: check-ins with gaps, three small victories, a page and an exercise."""
    for days_ago, word in WEATHER:
        _written(writer, own_form("check-in"), {"word": [word]}, today - timedelta(days=days_ago))
    for days_ago, line in VICTORIES:
        _written(writer, own_form("victory"), {"line": [line]}, today - timedelta(days=days_ago))
    page = {
        "title": ["On the bus"],
        "text": ["The light was on the river. I noticed it before I noticed the worry."],
    }
    _written(writer, own_form("writing"), page, today - timedelta(days=6))
    jolt = Exercise.objects.published().with_words().filter(key="trace-a-jolt").first()
    if jolt is not None:
        form = form_of(jolt)
        answers = {field: words for field, words in JOLT.items() if form.field(field)}
        _written(writer, form, answers, today - timedelta(days=3))


def _written(writer: User, form: Form, posted: dict[str, list[str]], day: date) -> None:
    entry = save_page(writer=writer, form=form, key=uuid4(), posted=posted, seen={}, keep=True)
    if entry is not None:
        Entry.objects.visible_to(writer).filter(pk=entry.pk).update(day=day)
