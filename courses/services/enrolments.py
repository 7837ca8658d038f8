"""Joining a course, choosing a pace, leaving."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, User
from accounts.services import choose_settings, give_consent
from common.errors import RuleBroken
from common.rows import write_column
from courses.models import Course, Enrolment
from courses.rules import pacing
from courses.services.returning import plan_return


class CourseClosed(RuleBroken):
    """Nobody new can join at the moment."""


class PaceRefused(RuleBroken):
    """The days or the hour cannot be kept."""


# What choosing any pace but "no notes" agrees to; a new wording is a new version.
NOTES_VERSION = "1"
NOTES_AGREED = _(
    "At any pace but the first, you agree to get short notes by email. They do not name the topic, and you can "
    "pause or stop them at any time."
)

SENTENCES = {
    pacing.Fault.HOUR: _("Choose an hour from 8 to 20, so that no note comes at night."),
    pacing.Fault.NO_DAY: _("Choose at least one day."),
    pacing.Fault.NOT_A_DAY: _("Choose from the days of the week."),
    pacing.Fault.TOO_MANY_DAYS: _("Choose one or two days."),
    pacing.Fault.TOO_CLOSE: _("Choose two days with at least one day between them."),
}


@transaction.atomic
def enrol(*, learner: User, course: Course, source: Enrolment.Source = Enrolment.Source.SELF) -> Enrolment:
    """Put the learner on an open course; joining twice keeps the first place."""
    if not course.is_open:
        raise CourseClosed(_("This course is not open for new people at the moment."))
    enrolment, is_new = Enrolment.objects.get_or_create(
        learner=learner, course=course, defaults={"source": source, "joined_at": timezone.now()}
    )
    if not is_new and enrolment.state == Enrolment.State.LEFT:
        enrolment.state, enrolment.left_at = Enrolment.State.ACTIVE, None
        enrolment.save(update_fields=["state", "left_at"])
    return enrolment


@transaction.atomic
def choose_pace(*, enrolment: Enrolment, pace: str, days: Sequence[int] = (), hour: int = 18) -> Enrolment:
    """Set how often notes come and plan the first; own days are one or two, 48 hours apart, between 8 and 20."""
    if pace not in Enrolment.Pace.values:
        raise PaceRefused(_("Choose one of the paces."))
    fault = pacing.fault_in(pace=pace, days=days, hour=hour)
    if fault is not None:
        raise PaceRefused(SENTENCES[fault])
    now = timezone.now()
    enrolment.pace = pace
    enrolment.pace_days = _days_for(pace, days, enrolment.learner, now)
    enrolment.pace_hour = hour
    _plan(enrolment, now)
    if enrolment.return_due_at is not None:
        plan_return(enrolment=enrolment)
    enrolment.save(update_fields=["pace", "pace_days", "pace_hour", "next_due_at", "return_due_at"])
    return enrolment


@transaction.atomic
def settle_in(
    *, enrolment: Enrolment, pace: str, days: Sequence[int], hour: int, time_zone: str
) -> Enrolment:
    """Confirm the time zone, which holds for all courses, and choose the pace of this one; notes need a yes."""
    learner = enrolment.learner
    if learner.time_zone != time_zone:
        choose_settings(
            user=learner, theme=learner.theme, greeting_name=learner.greeting_name, time_zone=time_zone
        )
    if pace != Enrolment.Pace.NONE:
        give_consent(
            user=learner,
            purpose=Consent.Purpose.REMINDERS,
            text_version=NOTES_VERSION,
            text=str(NOTES_AGREED),
        )
    return choose_pace(enrolment=enrolment, pace=pace, days=days, hour=hour)


@transaction.atomic
def leave(*, enrolment: Enrolment) -> Enrolment:
    """Take the learner off the course. Their place and what they finished stay."""
    if enrolment.state == Enrolment.State.ACTIVE:
        enrolment.state, enrolment.left_at = Enrolment.State.LEFT, timezone.now()
        enrolment.next_due_at = None
        enrolment.save(update_fields=["state", "left_at", "next_due_at"])
    return enrolment


def move_due_moments(*, enrolments: Sequence[Enrolment], now: datetime) -> None:
    """One occurrence of each has been dealt with: the next one is the first slot after now, however late we are."""
    for enrolment in enrolments:
        enrolment.next_due_at = pacing.next_due(
            pace=enrolment.pace,
            days=enrolment.pace_days,
            hour=enrolment.pace_hour,
            zone=enrolment.learner.time_zone,
            after=max(now, enrolment.next_due_at or now),
            key=str(enrolment.key),
        )
    write_column(enrolments, "next_due_at")


def who_goes_on(*, enrolments: Iterable[Enrolment]) -> set[int]:
    """Of these places on courses (pk) those with a step left; one query for any number."""
    places = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])
    return set(places.going_on().values_list("pk", flat=True))


def _days_for(pace: str, days: Sequence[int], learner: User, now: datetime) -> list[int]:
    """Own days as chosen; the weekly paces keep the weekday on which they were chosen."""
    if pace == Enrolment.Pace.NONE:
        return []
    if pace == Enrolment.Pace.OWN:
        return sorted(set(days))
    return [now.astimezone(ZoneInfo(learner.time_zone)).isoweekday()]


def _plan(enrolment: Enrolment, now: datetime) -> None:
    enrolment.next_due_at = pacing.first_due(
        pace=enrolment.pace,
        days=enrolment.pace_days,
        hour=enrolment.pace_hour,
        zone=enrolment.learner.time_zone,
        now=now,
        key=str(enrolment.key),
    )
