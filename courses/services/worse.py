"""“This made things worse”: counted for the people who write the lessons, and for nobody else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from courses.models import AdverseReport, Lesson
from courses.rules import telling
from library.models import Change
from library.services import changes
from outbox.services import enqueue, keys_not_in_vain

# Nobody can be asked twice who they are, so one bored visitor may not bury what others said.
UNSIGNED_A_DAY = 20
A_DAY = timedelta(days=1)
# A mail is known by its key for 90 days: what is older than this may have been told of.
CAUGHT_UP_DAYS = 60


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
    """Write to CONTENT_EMAIL when somebody pressed it on a day that is over and was not told of.

    At most once a day, so that the hour says nothing. Days on which nothing ran are told together with the next one,
    up to two months of them; no day is told twice, nor after a backup was restored: the mail is due since midnight.
    """
    last = today - A_DAY
    untold = AdverseReport.objects.on_days(_first_untold(last), last).of_published_lessons()
    oldest = untold.order_by("reported_at").first()
    if not settings.NOTICE.authors or oldest is None:
        return False
    letter = enqueue(
        unique_key=_key(last),
        kind="worse",
        keys={"since": timezone.localdate(oldest.reported_at).isoformat(), "day": last.isoformat()},
        not_before=timezone.make_aware(datetime.combine(today, time.min)),
    )
    return bool(letter)


def _first_untold(last: date) -> date:
    """The day after the newest that was told of. Each mail tells of all up to the day it is named by."""
    days = {_key(last - number * A_DAY): last - number * A_DAY for number in range(CAUGHT_UP_DAYS)}
    told = [days[key] for key in keys_not_in_vain(days)]
    return max(told, default=last - CAUGHT_UP_DAYS * A_DAY) + A_DAY


def _key(day: date) -> str:
    return f"worse:{day}"


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
