"""May a note go now? Named cases: wishes, caps, what is due together, a rest."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.rules.deciding import Reason, Send, Situation, Skip, Wait, decide
from tests.reminders.situations import DUE, D, H, at, local, there

CASES = {
    # The plain way
    "on time": (at(), DUE, Send()),
    "a minute early": (at(), DUE - timedelta(minutes=1), Wait(DUE)),
    "a day early": (at(), DUE - D, Wait(DUE)),
    "worker was away a day": (at(), DUE + 20 * H, Send()),
    "worker was away for 48 hours to the minute": (at(), DUE + 48 * H, Send()),
    "worker was away a minute longer": (at(), DUE + 48 * H + timedelta(minutes=1), Skip(Reason.TOO_LATE)),
    "worker was away three days": (at(), DUE + 3 * D, Skip(Reason.TOO_LATE)),
    "worker was away a month": (at(), DUE + 31 * D, Skip(Reason.TOO_LATE)),
    # Stop rules
    "account closed": (at(is_active=False), DUE, Skip(Reason.ACCOUNT_CLOSED)),
    "email is not safe": (at(is_email_unsafe=True), DUE, Skip(Reason.EMAIL_UNSAFE)),
    "email is not safe, even when asked for": (
        at(is_email_unsafe=True, is_asked_for=True),
        DUE,
        Skip(Reason.EMAIL_UNSAFE),
    ),
    "stopped": (at(is_stopped=True), DUE, Skip(Reason.STOPPED)),
    "unsubscribed just now, while it waited for the morning": (
        at(is_stopped=True, due_at=DUE - 12 * H),
        DUE,
        Skip(Reason.STOPPED),
    ),
    "stopped, even when asked for": (at(is_stopped=True, is_asked_for=True), DUE, Skip(Reason.STOPPED)),
    "stopped wins over paused": (
        at(is_stopped=True, paused_until=date(2027, 1, 1)),
        DUE,
        Skip(Reason.STOPPED),
    ),
    "the address refuses mail": (at(is_refused=True), DUE, Skip(Reason.ADDRESS_REFUSED)),
    "paused until tomorrow": (at(paused_until=date(2026, 11, 25)), DUE, Skip(Reason.PAUSED)),
    "pause ends today": (at(paused_until=date(2026, 11, 24)), DUE, Send()),
    "pause ends today where they live, not in UTC": (
        there("Pacific/Kiritimati", 2026, 11, 25, 9, paused_until=date(2026, 11, 25)),
        local("Pacific/Kiritimati", 2026, 11, 25, 9),
        Send(),
    ),
    "this kind is turned off": (at(is_turned_off=True), DUE, Skip(Reason.TURNED_OFF)),
    "turned off, but asked for": (at(is_turned_off=True, is_asked_for=True), DUE, Send()),
    "left the course": (at(is_enrolled=False), DUE, Skip(Reason.LEFT_COURSE)),
    "no pace any more": (at(has_pace=False), DUE, Skip(Reason.PACE_NONE)),
    "no pace, but asked for": (at(has_pace=False, is_asked_for=True), DUE, Send()),
    "finished just now": (at(has_next_step=False), DUE, Skip(Reason.NOTHING_LEFT)),
    "finished, even when asked for": (
        at(has_next_step=False, is_asked_for=True),
        DUE,
        Skip(Reason.NOTHING_LEFT),
    ),
    "came back just now, before their day": (at(gone=Reason.CAME_BACK), DUE, Skip(Reason.CAME_BACK)),
    "link ended just now": (at(gone=Reason.NO_LONGER_WAITING), DUE, Skip(Reason.NO_LONGER_WAITING)),
    "sheet handed in just now": (at(gone=Reason.DONE_ALREADY), DUE, Skip(Reason.DONE_ALREADY)),
    # Caps
    "another note yesterday": (at(sent=[DUE - 24 * H]), DUE, Wait(DUE + 24 * H)),
    "another note a minute ago": (
        at(sent=[DUE - timedelta(minutes=1)]),
        DUE,
        Wait(DUE + 48 * H - timedelta(minutes=1)),
    ),
    "another note two days ago": (at(sent=[DUE - 48 * H]), DUE, Send()),
    "two notes this week": (at(sent=[DUE - 6 * D, DUE - 3 * D]), DUE, Wait(DUE + D)),
    "two notes this week, and the cap ends too late": (
        at(sent=[DUE - 4 * D, DUE - 2 * D]),
        DUE,
        Skip(Reason.TOO_LATE),
    ),
    "two notes, the first exactly a week ago": (at(sent=[DUE - 7 * D, DUE - 3 * D]), DUE, Send()),
    "eight notes this month": (
        at(sent=[DUE - days * D for days in (5, 9, 12, 16, 19, 23, 26, 29)]),
        DUE,
        Send(),
    ),
    "nine notes this month": (
        at(sent=[DUE - days * D for days in (5, 9, 12, 16, 19, 22, 25, 27, 28)]),
        DUE,
        Wait(DUE + 2 * D),
    ),
    "nine notes, all within four weeks": (
        at(sent=[DUE - days * D for days in (5, 9, 12, 15, 17, 19, 22, 24, 27)]),
        DUE,
        Skip(Reason.TOO_LATE),
    ),
    "a clock jumped forward, sent one, and was put right": (
        at(sent=[DUE + 400 * D]),
        DUE,
        Send(),
    ),
    "clock jumped back an hour": (at(sent=[DUE + H]), DUE, Skip(Reason.TOO_LATE)),
    "clock jumped forward over the due moment": (at(), DUE + 40 * H, Send()),
    "clock jumped forward too far": (at(), DUE + 49 * H, Skip(Reason.TOO_LATE)),
    "clock jumped back before it was due": (at(), DUE - 30 * D, Wait(DUE)),
    # Asked for by name
    "asked for goes past every cap": (at(sent=[DUE - H], is_asked_for=True), DUE, Send()),
    "asked for at night": (at(due_at=DUE + 6 * H, is_asked_for=True), DUE + 6 * H, Send()),
    "a note from me goes past caps, other notes and a rest": (
        at(is_from_me=True, sent=[DUE - H] * 9, is_another_waiting=True, resting_until=DUE + 40 * H),
        DUE,
        Send(),
    ),
    "a note from me, stopped": (at(is_from_me=True, is_stopped=True), DUE, Skip(Reason.STOPPED)),
    "a note from me, and they turned these off": (
        at(is_from_me=True, is_turned_off=True),
        DUE,
        Skip(Reason.TURNED_OFF),
    ),
    "a note from me, paused": (
        at(is_from_me=True, paused_until=date(2026, 11, 25)),
        DUE,
        Skip(Reason.PAUSED),
    ),
    "a note from me, at night": (
        at(is_from_me=True, due_at=DUE + 4 * H),
        DUE + 4 * H,
        Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
    ),
    "a note from me, opened just now": (
        at(is_from_me=True, gone=Reason.TAKEN_BACK),
        DUE,
        Skip(Reason.TAKEN_BACK),
    ),
    "a note from me, three days late": (at(is_from_me=True), DUE + 3 * D, Skip(Reason.TOO_LATE)),
    # Several due at once
    "another note is on its way": (at(is_another_waiting=True), DUE, Skip(Reason.TOGETHER)),
    "another is on its way, but this was asked for": (
        at(is_another_waiting=True, is_asked_for=True),
        DUE,
        Send(),
    ),
    "another is on its way, and this is finished": (
        at(is_another_waiting=True, has_next_step=False),
        DUE,
        Skip(Reason.NOTHING_LEFT),
    ),
    "another is on its way, and this is too late": (
        at(is_another_waiting=True),
        DUE + 3 * D,
        Skip(Reason.TOO_LATE),
    ),
    # A rest
    "resting, and it ends in time": (at(resting_until=DUE + 40 * H), DUE, Wait(DUE + 40 * H)),
    "rested until a moment ago": (at(resting_until=DUE), DUE, Send()),
    "resting, and quiet hours push it too far": (
        at(resting_until=DUE + timedelta(hours=47, minutes=59), due_at=DUE - 20 * H),
        DUE,
        Skip(Reason.RESTING),
    ),
    "too late whether they rest or not": (
        at(resting_until=DUE + H, sent=[DUE - 4 * D, DUE - 2 * D]),
        DUE,
        Skip(Reason.TOO_LATE),
    ),
    "resting, but asked for": (at(resting_until=DUE + 40 * H, is_asked_for=True), DUE, Send()),
}


@pytest.mark.parametrize(("situation", "now", "expected"), CASES.values(), ids=CASES)
def test_decisions(situation: Situation, now: datetime, expected):
    assert decide(situation, now=now) == expected
