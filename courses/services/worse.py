"""“This made things worse”: counted for the people who write the lessons, and for nobody else."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from courses.models import AdverseReport, Lesson

# Nobody can be asked twice who they are, so one bored visitor may not bury what others said.
UNSIGNED_A_DAY = 20
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """How many people said it of one revision of a lesson."""

    key: str
    title: str
    revision: int
    people: int


def report_worse(*, lesson: Lesson, reporter: User | None, place: str = "") -> None:
    """Count it once for each person and revision. Answers nothing, so that no page can tell what was dropped."""
    now = timezone.now()
    where = place if place in lesson.extras.get("anchors", ()) else ""
    facts = {"place": where, "reported_at": now}
    if reporter is not None:
        AdverseReport.objects.get_or_create(
            reporter=reporter, lesson=lesson, revision=lesson.revision, defaults=facts
        )
        return
    today = AdverseReport.objects.unsigned().since(now - A_DAY).filter(lesson=lesson)
    if today.count() < UNSIGNED_A_DAY:
        AdverseReport.objects.create(lesson=lesson, revision=lesson.revision, **facts)


def tallies() -> list[Tally]:
    """What was said of the lessons that are published, newest first; one query."""
    rows = AdverseReport.objects.of_published_lessons().tallied()
    return [Tally(row.lesson.key, row.lesson.title, row.revision, row.people) for row in rows]
