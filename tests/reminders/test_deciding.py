"""May a note go now? Named cases, and what must hold for any history."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.deciding import (
    USEFUL_FOR,
    Reason,
    Send,
    Situation,
    Skip,
    Wait,
    decide,
)
from reminders.rules.spacing import APART, after_quiet_hours

LONDON = ZoneInfo("Europe/London")
DUE = datetime(2026, 11, 24, 18, tzinfo=UTC)  # a Tuesday evening
ZONES = [
    "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Apia",
    "Australia/Lord_Howe", "Antarctica/Troll", "America/St_Johns", "Pacific/Kiritimati", "UTC",
]  # fmt: skip


def at(**changes) -> Situation:
    return Situation(**{"due_at": DUE, "zone": LONDON, **changes})


@pytest.mark.parametrize(
    ("name", "situation", "now", "expected"),
    [
        ("on time", at(), DUE, Send()),
        ("a minute early", at(), DUE - timedelta(minutes=1), Wait(DUE)),
        ("account closed", at(is_active=False), DUE, Skip(Reason.ACCOUNT_CLOSED)),
        ("stopped", at(is_stopped=True), DUE, Skip(Reason.STOPPED)),
        ("stopped, even when asked for", at(is_stopped=True, is_asked_for=True), DUE, Skip(Reason.STOPPED)),
        ("paused until tomorrow", at(paused_until=date(2026, 11, 25)), DUE, Skip(Reason.PAUSED)),
        ("pause ends today", at(paused_until=date(2026, 11, 24)), DUE, Send()),
        ("left the course", at(is_enrolled=False), DUE, Skip(Reason.LEFT_COURSE)),
        ("no pace any more", at(has_pace=False), DUE, Skip(Reason.PACE_NONE)),
        ("no pace, but asked for", at(has_pace=False, is_asked_for=True), DUE, Send()),
        ("finished just now", at(has_next_step=False), DUE, Skip(Reason.NOTHING_LEFT)),
        ("worker was away a day", at(), DUE + timedelta(hours=20), Send()),
        ("worker was away three days", at(), DUE + timedelta(days=3), Skip(Reason.TOO_LATE)),
        (
            "another note yesterday",
            at(sent=[DUE - timedelta(hours=24)]),
            DUE,
            Wait(DUE + timedelta(hours=24)),
        ),
        ("another note two days ago", at(sent=[DUE - timedelta(hours=48)]), DUE, Send()),
        (
            "two notes this week",
            at(sent=[DUE - timedelta(days=6), DUE - timedelta(days=3)]),
            DUE,
            Wait(DUE + timedelta(days=1)),
        ),
        (
            "two notes this week, and the cap ends too late",
            at(sent=[DUE - timedelta(days=4), DUE - timedelta(days=2)]),
            DUE,
            Skip(Reason.TOO_LATE),
        ),
        ("another note is on its way", at(is_another_waiting=True), DUE, Skip(Reason.TOGETHER)),
        (
            "another is on its way, but this was asked for",
            at(is_another_waiting=True, is_asked_for=True),
            DUE,
            Send(),
        ),
        (
            "asked for goes past every cap",
            at(sent=[DUE - timedelta(hours=1)], is_asked_for=True),
            DUE,
            Send(),
        ),
        (
            "due in quiet hours",
            at(due_at=datetime(2026, 11, 24, 22, tzinfo=UTC)),
            datetime(2026, 11, 24, 22, tzinfo=UTC),
            Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ),
        (
            "the learner moved to a zone where it is night",
            at(zone=ZoneInfo("Asia/Tokyo")),
            DUE,
            Wait(datetime(2026, 11, 24, 23, tzinfo=UTC)),
        ),
        (
            "half-hour zone",
            at(due_at=datetime(2026, 11, 24, 2, tzinfo=UTC), zone=ZoneInfo("Asia/Kolkata")),
            datetime(2026, 11, 24, 2, tzinfo=UTC),
            Wait(datetime(2026, 11, 24, 2, 30, tzinfo=UTC)),
        ),
        (
            "resting, and it ends in time",
            at(resting_until=DUE + timedelta(hours=40)),
            DUE,
            Wait(DUE + timedelta(hours=40)),
        ),
        ("rested until a moment ago", at(resting_until=DUE), DUE, Send()),
        (
            "resting, and quiet hours push it too far",
            at(resting_until=DUE + timedelta(hours=47, minutes=59), due_at=DUE - timedelta(hours=20)),
            DUE,
            Skip(Reason.RESTING),
        ),
        (
            "too late whether they rest or not",
            at(
                resting_until=DUE + timedelta(hours=1),
                sent=[DUE - timedelta(days=4), DUE - timedelta(days=2)],
            ),
            DUE,
            Skip(Reason.TOO_LATE),
        ),
        (
            "resting, but asked for",
            at(resting_until=DUE + timedelta(hours=40), is_asked_for=True),
            DUE,
            Send(),
        ),
        (
            "a note from me goes past caps, other notes and a rest",
            at(
                is_from_me=True,
                sent=[DUE - timedelta(hours=1)] * 9,
                is_another_waiting=True,
                resting_until=DUE + timedelta(hours=40),
            ),
            DUE,
            Send(),
        ),
        ("a note from me, stopped", at(is_from_me=True, is_stopped=True), DUE, Skip(Reason.STOPPED)),
        (
            "a note from me, paused",
            at(is_from_me=True, paused_until=date(2026, 11, 25)),
            DUE,
            Skip(Reason.PAUSED),
        ),
        (
            "a note from me, at night",
            at(is_from_me=True, due_at=DUE + timedelta(hours=4)),
            DUE + timedelta(hours=4),
            Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ),
        ("a note from me, opened", at(is_from_me=True, gone=Reason.TAKEN_BACK), DUE, Skip(Reason.TAKEN_BACK)),
        (
            "a note from me, three days late",
            at(is_from_me=True),
            DUE + timedelta(days=3),
            Skip(Reason.TOO_LATE),
        ),
        (
            "clock jumped back",
            at(sent=[DUE + timedelta(hours=1)]),
            DUE,
            Skip(Reason.TOO_LATE),
        ),
    ],
)
def test_decisions(name: str, situation: Situation, now: datetime, expected):
    assert decide(situation, now=now) == expected, name


moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))
histories = st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=14)


@given(
    due_at=moments,
    late=st.timedeltas(timedelta(0), timedelta(days=4)),
    ago=histories,
    zone=st.sampled_from(ZONES),
)
def test_a_note_that_goes_keeps_every_cap_and_every_quiet_hour(due_at, late, ago, zone):
    now = due_at + late
    sent = [now - gap for gap in ago]
    situation = Situation(due_at=due_at, zone=ZoneInfo(zone), sent=sent)
    if decide(situation, now=now) != Send():
        return
    assert 8 <= now.astimezone(ZoneInfo(zone)).hour < 21
    assert all(now - moment >= APART for moment in sent)
    assert sum(now - moment < timedelta(days=7) for moment in sent) < 2
    assert sum(now - moment < timedelta(days=30) for moment in sent) < 9
    assert now - due_at <= USEFUL_FOR


rests = st.none() | st.timedeltas(timedelta(hours=-1), timedelta(hours=48))


@given(due_at=moments, ago=histories, rest=rests, zone=st.sampled_from(ZONES))
def test_waiting_ends_in_a_note_or_in_a_reason_and_never_in_another_wait(due_at, ago, rest, zone):
    situation = Situation(
        due_at=due_at,
        zone=ZoneInfo(zone),
        sent=[due_at - gap for gap in ago],
        resting_until=due_at + rest if rest is not None else None,
    )
    decision = decide(situation, now=due_at)
    if isinstance(decision, Wait):
        assert decision.until > due_at
        assert decide(situation, now=decision.until) == Send()


@given(
    due_at=moments,
    late=st.timedeltas(timedelta(0), timedelta(days=4)),
    rest=st.timedeltas(timedelta(0), timedelta(hours=48)),
    zone=st.sampled_from(ZONES),
)
def test_nothing_that_asks_to_come_back_goes_during_a_rest(due_at, late, rest, zone):
    now = due_at + late
    situation = Situation(due_at=due_at, zone=ZoneInfo(zone), resting_until=now + rest)
    decision = decide(situation, now=now)
    if decision == Send():
        assert rest == timedelta(0)
    if isinstance(decision, Wait):
        assert decision.until >= now + rest
        assert decision.until <= due_at + USEFUL_FOR


@given(
    due_at=moments,
    late=st.timedeltas(timedelta(0), timedelta(days=4)),
    ago=histories,
    zone=st.sampled_from(ZONES),
)
def test_a_note_from_me_keeps_quiet_hours_and_needs_no_other_leave(due_at, late, ago, zone):
    now = due_at + late
    sent = [now - gap for gap in ago]
    situation = Situation(
        due_at=due_at, zone=ZoneInfo(zone), sent=sent, is_from_me=True, is_another_waiting=True
    )
    decision = decide(situation, now=now)
    is_day = 8 <= now.astimezone(ZoneInfo(zone)).hour < 21
    if late <= USEFUL_FOR:
        assert (decision == Send()) == is_day
    else:
        assert decision == Skip(Reason.TOO_LATE)


@given(moment=moments, zone=st.sampled_from(ZONES))
def test_quiet_hours_end_at_eight_local_time_of_the_next_morning(moment, zone):
    moved = after_quiet_hours(moment, ZoneInfo(zone))
    assert moved >= moment
    assert 8 <= moved.astimezone(ZoneInfo(zone)).hour < 21
    assert moved - moment < timedelta(hours=12, minutes=30)
