"""May this note go out now? One pure function, asked when planning and again at the last moment.

Caps over all kinds of notes: 48 hours apart, at most 2 in any 7 days, at most 9 in any 30. Quiet hours 21:00-08:00 in
the learner's own zone. A note that could not go within 48 hours of its moment is no longer useful. After a high body
check notes that ask to come back wait until it has run out.

A note that somebody wrote to themselves for a day (`is_from_me`) was asked for by name: no caps, nothing else on its
way and no rest hold it back, since it asks for nothing. Wishes and quiet hours hold for it as for every other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
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
    RESTING = "resting"
    TAKEN_BACK = "taken_back"


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
    resting_until: datetime | None = (
        None  # a body check was high; until this moment only what was asked for goes
    )
    is_from_me: bool = False  # written by the learner for this day
    is_taken_back: bool = False  # a note from me that was deleted, opened or no longer wants a mail
    is_asked_for: bool = False  # pressed "send it now": caps and quiet hours do not apply, wishes do

    @property
    def is_by_name(self) -> bool:
        """This very note was asked for: neither caps nor other notes count."""
        return self.is_asked_for or self.is_from_me


def decide(situation: Situation, *, now: datetime) -> Decision:
    """Send, skip with a reason, or wait until a named moment."""
    reason = _reason_to_skip(situation, now)
    if reason:
        return Skip(reason)
    if situation.is_asked_for:
        return Send()
    moment, latest = earliest_moment(situation, now=now), situation.due_at + USEFUL_FOR
    if moment <= now:
        return Send()
    if moment <= latest:
        return Wait(moment)
    is_rest_alone = earliest_moment(replace(situation, resting_until=None), now=now) <= latest
    return Skip(Reason.RESTING if is_rest_alone else Reason.TOO_LATE)


def _reason_to_skip(situation: Situation, now: datetime) -> Reason | None:
    today = now.astimezone(situation.zone).date()
    checks = (
        (not situation.is_active, Reason.ACCOUNT_CLOSED),
        (situation.is_stopped, Reason.STOPPED),
        (situation.paused_until is not None and today < situation.paused_until, Reason.PAUSED),
        (situation.is_taken_back, Reason.TAKEN_BACK),
        (not situation.is_enrolled, Reason.LEFT_COURSE),
        (not situation.has_pace and not situation.is_asked_for, Reason.PACE_NONE),
        (not situation.has_next_step, Reason.NOTHING_LEFT),
        (situation.is_another_waiting and not situation.is_by_name, Reason.TOGETHER),
        (now > situation.due_at + USEFUL_FOR, Reason.TOO_LATE),
    )
    return next((reason for applies, reason in checks if applies), None)


def earliest_moment(situation: Situation, *, now: datetime) -> datetime:
    """The first UTC moment from `now` that respects the due moment, the caps, a rest and the quiet hours."""
    holds = [] if situation.is_by_name else [*_ends_of_caps(situation.sent)]
    if situation.resting_until and not situation.is_by_name:
        holds.append(situation.resting_until)
    moment = max(now, situation.due_at, *holds)
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
