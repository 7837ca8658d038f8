"""May this note go out now? One pure function, asked when planning and again at the last moment.

Caps over all kinds of notes: 48 hours apart, at most 2 in any 7 days, at most 9 in any 30. Quiet hours 21:00-08:00 in
the learner's own zone. A note that could not go within 48 hours of its moment is no longer useful. After a high body
check notes that ask to come back wait until it has run out. When nobody comes, a pace gives way to the ladder.

A note that somebody wrote to themselves for a day (`is_from_me`) was asked for by name: no caps, nothing else on its
way and no rest hold it back, since it asks for nothing. Wishes and quiet hours hold for it as for every other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.rules.ladder import Quietness, Rung, is_left_out, quietness, rung_reached
from reminders.rules.spacing import after_quiet_hours, free_from

USEFUL_FOR = timedelta(hours=48)


class Reason(StrEnum):
    """Why a note was not sent; the words for people are in reminders.services.words."""

    ACCOUNT_CLOSED = "account_closed"
    EMAIL_UNSAFE = "email_unsafe"
    STOPPED = "stopped"
    ADDRESS_REFUSED = "address_refused"
    PAUSED = "paused"
    TURNED_OFF = "turned_off"
    TAKEN_BACK = "taken_back"  # a note from me: opened, deleted, or no longer to be mailed
    CAME_BACK = "came_back"  # they were here already, or chose another day
    NO_LONGER_WAITING = "no_longer_waiting"
    DONE_ALREADY = "done_already"
    LEFT_COURSE = "left_course"
    PACE_NONE = "pace_none"
    NOTHING_LEFT = "nothing_left"
    TOO_LATE = "too_late"
    SILENT = "silent"
    BETWEEN = "between"
    HALVED = "halved"
    TOGETHER = "together"
    RESTING = "resting"


# True of every slot until something changes: told once, not at each slot.
LASTING = frozenset({
    Reason.ACCOUNT_CLOSED, Reason.EMAIL_UNSAFE, Reason.STOPPED, Reason.ADDRESS_REFUSED, Reason.PAUSED,
    Reason.TURNED_OFF, Reason.NOTHING_LEFT, Reason.TOO_LATE, Reason.SILENT, Reason.BETWEEN,
})  # fmt: skip


@dataclass(frozen=True)
class Send:
    """Now is a good moment; `rung` if it goes as one of the ladder."""

    rung: Rung | None = None


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
    is_email_unsafe: bool = False
    is_stopped: bool = False
    is_refused: bool = False  # the address takes no mail
    paused_until: date | None = None  # the first local day on which notes may come again
    is_turned_off: bool = False  # this kind of note
    gone: Reason | None = None  # why what it was about is there no longer
    is_enrolled: bool = True
    has_pace: bool = True
    has_next_step: bool = True
    sent: Sequence[datetime] = field(default=())
    is_another_waiting: bool = False  # several things due become one mail
    resting_until: datetime | None = None  # after a high body check only what was asked for goes
    is_from_me: bool = False  # written by the learner for this day
    is_asked_for: bool = False  # pressed "send it now": caps and quiet hours do not apply, wishes do
    every: timedelta | None = None  # the chosen gap of notes that come again and again
    ignored: int = 0  # how many of those came without a signed-in day after them
    quiet_days: int = 0
    has_ladder: bool = False  # it keeps a pace, which the ladder replaces
    told: int | None = None  # the highest rung sent since they were last here
    planned_as: int | None = None  # the rung it was planned as

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
        return Send(rung_reached(situation.quiet_days) if situation.has_ladder else None)
    if moment <= latest:
        return Wait(moment)
    is_rest_alone = earliest_moment(replace(situation, resting_until=None), now=now) <= latest
    return Skip(Reason.RESTING if is_rest_alone else Reason.TOO_LATE)


def earliest_moment(situation: Situation, *, now: datetime) -> datetime:
    """The first UTC moment from `now` that respects the due moment, the caps, a rest and the quiet hours."""
    moment = max(now, situation.due_at)
    if not situation.is_by_name:
        moment = max(moment, free_from(situation.sent, now=now), situation.resting_until or moment)
    return after_quiet_hours(moment, situation.zone)


def _reason_to_skip(situation: Situation, now: datetime) -> Reason | None:
    """The first that applies: what the person wishes, what it is about, whether it is late, what else there is."""
    return (
        _wish_against(situation, now.astimezone(situation.zone).date())
        or situation.gone
        or _nothing_to_say(situation)
        or (Reason.TOO_LATE if now > situation.due_at + USEFUL_FOR else None)
        or (None if situation.is_by_name else _held_back(situation, now))
    )


def _wish_against(situation: Situation, today: date) -> Reason | None:
    checks = (
        (not situation.is_active, Reason.ACCOUNT_CLOSED),
        (situation.is_email_unsafe, Reason.EMAIL_UNSAFE),
        (situation.is_stopped, Reason.STOPPED),
        (situation.is_refused, Reason.ADDRESS_REFUSED),
        (situation.paused_until is not None and today < situation.paused_until, Reason.PAUSED),
        (situation.is_turned_off and not situation.is_asked_for, Reason.TURNED_OFF),
    )
    return next((reason for applies, reason in checks if applies), None)


def _nothing_to_say(situation: Situation) -> Reason | None:
    checks = (
        (not situation.is_enrolled, Reason.LEFT_COURSE),
        (not situation.has_pace and not situation.is_asked_for, Reason.PACE_NONE),
        (not situation.has_next_step, Reason.NOTHING_LEFT),
    )
    return next((reason for applies, reason in checks if applies), None)


def _held_back(situation: Situation, now: datetime) -> Reason | None:
    """For whom nobody comes gets fewer; and what is due together goes as one."""
    if reason := _quiet_reason(situation, now):
        return reason
    return Reason.TOGETHER if situation.is_another_waiting else None


def _quiet_reason(situation: Situation, now: datetime) -> Reason | None:
    if situation.planned_as and situation.quiet_days < situation.planned_as:
        return Reason.CAME_BACK
    if situation.every is None:
        return None
    standing = quietness(situation.quiet_days, situation.told)
    if situation.has_ladder and standing != Quietness.NONE:
        return {Quietness.OVER: Reason.SILENT, Quietness.BETWEEN: Reason.BETWEEN}.get(standing)
    if situation.quiet_days >= Rung.LAST:
        return Reason.SILENT
    newest = max(situation.sent, default=None)
    is_too_soon = is_left_out(ignored=situation.ignored, every=situation.every, newest=newest, now=now)
    return Reason.HALVED if is_too_soon else None
