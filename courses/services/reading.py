"""Opening a lesson, keeping a place in it, finishing it and taking that back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import RuleBroken
from courses.models import Completion, Lesson, Reading

# A page that is loaded again within this time was not opened anew: no write.
SAME_VISIT = timedelta(minutes=30)


class PlaceUnknown(RuleBroken):
    """The place is not in this lesson."""


def open_lesson(*, learner: User, lesson: Lesson, last_opened_at: datetime | None = None) -> None:
    """Remember that the learner is here; one statement, and none within the same visit."""
    now = timezone.now()
    if last_opened_at is None or now - last_opened_at > SAME_VISIT:
        _read(learner, lesson, now, place="", fields=["last_opened_at"])


def keep_place(*, learner: User, lesson: Lesson, place: str) -> None:
    """Remember the heading the learner reached; the empty place is the top."""
    if place and place not in lesson.extras.get("anchors", ()):
        raise PlaceUnknown(_("This place is not in the lesson."))
    _read(learner, lesson, timezone.now(), place=place, fields=["place", "last_opened_at"])


def keep_known_place(*, learner: User, lesson: Lesson, place: str) -> bool:
    """As keep_place; False, and nothing kept, for a place that the lesson does not have (any more)."""
    try:
        keep_place(learner=learner, lesson=lesson, place=place)
    except PlaceUnknown:
        return False
    return True


@transaction.atomic
def finish(*, learner: User, lesson: Lesson) -> Completion:
    """Write down, for good, that this revision was finished; finishing twice keeps the first date."""
    now = timezone.now()
    _read(learner, lesson, now, place="", fields=["last_opened_at"])
    completion, _is_new = Completion.objects.get_or_create(
        learner=learner,
        lesson=lesson,
        revision=lesson.revision,
        undone_at=None,
        defaults={"completed_at": now},
    )
    readings = Reading.objects.visible_to(learner).filter(lesson=lesson)
    readings.update(finished_revision=completion.revision, finished_at=completion.completed_at)
    return completion


@transaction.atomic
def unfinish(*, learner: User, lesson: Lesson) -> int:
    """Take a finished lesson back; the rows stay, with the date of this."""
    Reading.objects.visible_to(learner).filter(lesson=lesson).update(finished_revision=None, finished_at=None)
    standing = Completion.objects.visible_to(learner).standing().filter(lesson=lesson)
    return standing.update(undone_at=timezone.now())


def _read(learner: User, lesson: Lesson, now: datetime, *, place: str, fields: list[str]) -> None:
    reading = Reading(learner=learner, lesson=lesson, place=place, opened_at=now, last_opened_at=now)
    Reading.objects.bulk_create(
        [reading], update_conflicts=True, unique_fields=["learner", "lesson"], update_fields=fields
    )
