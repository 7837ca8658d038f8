"""May a note go now? What must hold for any history."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.deciding import USEFUL_FOR, Reason, Send, Situation, Skip, Wait, decide
from reminders.rules.spacing import APART, after_quiet_hours
from tests.reminders.situations import ZONES
from tests.reminders.test_deciding import CASES as BY_WISH
from tests.reminders.test_deciding_days import CASES as BY_DAY

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


CASES = {**BY_WISH, **BY_DAY}


def test_there_is_a_case_for_every_reason():
    told = {expected.reason for _, _, expected in CASES.values() if isinstance(expected, Skip)}
    assert told == set(Reason)
    assert len(CASES) >= 60
