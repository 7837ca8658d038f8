"""“This made things worse”: counted for the people who write the lessons, and for nobody else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from courses.models import AdverseReport, Lesson
from courses.rules import telling
from library.models import Change
from library.services import changes
from outbox.services import enqueue

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


def tell_authors(*, today: date) -> bool:
    """Write to CONTENT_EMAIL when somebody pressed it yesterday: once a day, so that the hour says nothing."""
    day = today - timedelta(days=1)
    reports = AdverseReport.objects.on_day(day).of_published_lessons()
    if not settings.NOTICE.authors or not reports.exists():
        return False
    return bool(enqueue(unique_key=f"worse:{day}", kind="worse", keys={"day": day.isoformat()}))


@dataclass(frozen=True)
class ToldLesson:
    """What everybody may know of a lesson: its changes, newest first, and a rounded count, 0 where there are few."""

    lesson: Lesson
    at_least: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class WhatChanged:
    """`until`: reports since then are not counted yet."""

    lessons: tuple[ToldLesson, ...]
    until: date


def what_changed(*, now: datetime) -> WhatChanged:
    """Lessons with a change or with enough reports, the newest change first; three queries.

    There is no sum over lessons, none over time and none by revision: nothing hidden can be found by taking away.
    """
    until = telling.counted_until(now)
    reports = AdverseReport.objects.before(until).by_lesson()
    counts = {row["lesson"]: telling.at_least(row["times"]) for row in reports}
    made = _by_lesson(changes())
    lessons = Lesson.objects.light().told(made, [pk for pk, times in counts.items() if times])
    told = (ToldLesson(each, counts.get(each.pk, 0), tuple(made[each.key])) for each in lessons)
    return WhatChanged(lessons=tuple(sorted(told, key=_newest_first)), until=until.date())


def _by_lesson(made: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in made:
        found[change.lesson].append(change)
    return found


def _newest_first(told: ToldLesson) -> int:
    return -told.changes[0].changed_on.toordinal() if told.changes else 0
