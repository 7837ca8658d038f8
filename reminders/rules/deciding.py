"""May this note go out now? One pure function, asked when planning and again at the last moment.

Caps over all kinds of notes: 48 hours apart, at most 2 in any 7 days, at most 9 in any 30. Quiet hours 21:00-08:00 in
the learner's own zone. A note that could not go within 48 hours of its moment is no longer useful.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

APART = timedelta(hours=48)
CAPS = ((2, timedelta(days=7)), (9, timedelta(days=30)))
USEFUL_FOR = timedelta(hours=48)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


class Reason(StrEnum):
    """Why a note was not sent; the words for people are in reminders.services.words."""

    ACCOUNT_CLOSED = "account_closed"
    STOPPED = "stopped"
    PAUSED = "paused"
    LEFT_COURSE = "left_course"
    PACE_NONE = "pace_none"
    NOTHING_LEFT = "nothing_left"
    TOO_LATE = "too_late"
    TOGETHER = "together"


@dataclass(frozen=True)
class Send:
    """Now is a good moment."""


@dataclass(frozen=True)
class Skip:
    """Not this one, and never again this one."""

    reason: Reason


@dataclass(frozen=True)
class Wait:
    """Not yet; ask again at this UTC moment."""

    until: datetime


Decision = Send | Skip | Wait


@dataclass(frozen=True)
class Situation:
    """All that counts for one note. Moments are aware datetimes; `sent` are earlier notes of every kind."""

    due_at: datetime
    zone: ZoneInfo
    is_active: bool = True
    is_stopped: bool = False
    paused_until: date | None = None  # the first local day on which notes may come again
    is_enrolled: bool = True
    has_pace: bool = True
    has_next_step: bool = True
    sent: Sequence[datetime] = field(default=())
    is_another_waiting: bool = False  # several things due become one mail
    is_asked_for: bool = False  # pressed "send it now": caps and quiet hours do not apply, wishes do


def decide(situation: Situation, *, now: datetime) -> Decision:
    """Send, skip with a reason, or wait until a named moment."""
    reason = _reason_to_skip(situation, now)
    if reason:
        return Skip(reason)
    if situation.is_asked_for:
        return Send()
    moment = earliest_moment(situation, now=now)
    if moment <= now:
        return Send()
    return Wait(moment) if moment <= situation.due_at + USEFUL_FOR else Skip(Reason.TOO_LATE)


def _reason_to_skip(situation: Situation, now: datetime) -> Reason | None:
    today = now.astimezone(situation.zone).date()
    checks = (
        (not situation.is_active, Reason.ACCOUNT_CLOSED),
        (situation.is_stopped, Reason.STOPPED),
        (situation.paused_until is not None and today < situation.paused_until, Reason.PAUSED),
        (not situation.is_enrolled, Reason.LEFT_COURSE),
        (not situation.has_pace and not situation.is_asked_for, Reason.PACE_NONE),
        (not situation.has_next_step, Reason.NOTHING_LEFT),
        (situation.is_another_waiting and not situation.is_asked_for, Reason.TOGETHER),
        (now > situation.due_at + USEFUL_FOR, Reason.TOO_LATE),
    )
    return next((reason for applies, reason in checks if applies), None)


def earliest_moment(situation: Situation, *, now: datetime) -> datetime:
    """The first UTC moment from `now` that respects the due moment, the caps and the quiet hours."""
    moment = max(now, situation.due_at, *_ends_of_caps(situation.sent))
    return after_quiet_hours(moment, situation.zone)


def _ends_of_caps(sent: Iterable[datetime]) -> Iterable[datetime]:
    """For each cap, the moment from which one more note keeps within it."""
    newest_first = sorted(sent, reverse=True)
    if newest_first:
        yield newest_first[0] + APART
    for most, span in CAPS:
        if len(newest_first) >= most:
            yield newest_first[most - 1] + span


def after_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, or eight in the morning local time when it falls into the quiet hours; UTC."""
    local = moment.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment.astimezone(UTC)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=zone).astimezone(UTC)
