"""Whatever happens in whatever order: what must hold of all the notes that left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.rules import ladder
from reminders.rules.deciding import Send, Situation, Skip, Wait, decide
from tests.reminders.situations import LONDON, ZONES, D, H

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
FIRST = START.date()


@dataclass
class Note:
    due_at: datetime
    is_regular: bool
    asks_at: datetime


@dataclass
class World:
    """One person, their notes on the way, and a clock that may be wrong."""

    now: datetime = START
    zone: ZoneInfo = LONDON
    is_stopped: bool = False
    is_finished: bool = False
    paused_until: date | None = None
    seen_on: date = FIRST
    waiting: list[Note] = field(default_factory=list)
    sent: list[tuple[datetime, bool, int | None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def situation(self, note: Note) -> Situation:
        since = ladder.quiet_since(
            seen_on=self.seen_on, joined_on=START.date(), paused_until=self.paused_until, today=self.today
        )
        told = [rung for at, _, rung in self.sent if rung and at.astimezone(self.zone).date() > since]
        regular = [at for at, is_regular, _ in self.sent if is_regular]
        return Situation(
            due_at=note.due_at,
            zone=self.zone,
            is_stopped=self.is_stopped,
            has_next_step=not self.is_finished,
            paused_until=self.paused_until,
            sent=[at for at, _, _ in self.sent],
            has_ladder=note.is_regular,
            every=timedelta(days=3.5) if note.is_regular else None,
            quiet_days=ladder.quiet_days(since, self.today),
            ignored=ladder.ignored_in_a_row(regular, seen_on=self.seen_on, zone=self.zone),
            told=max(told, default=None),
            is_another_waiting=any(other is not note for other in self.waiting),
        )

    def tick(self) -> None:
        for note in list(self.waiting):
            decision = decide(self.situation(note), now=self.now)
            if isinstance(decision, Wait):
                note.asks_at = decision.until
                continue
            self.waiting.remove(note)
            if isinstance(decision, Send):
                self.check(note)
                self.sent.append((self.now, note.is_regular, decision.rung))

    def check(self, note: Note) -> None:
        """Asked at the very moment at which it leaves."""
        assert not self.is_stopped
        assert not self.is_finished
        assert self.paused_until is None or self.today >= self.paused_until
        assert 8 <= self.now.astimezone(self.zone).hour < 21
        assert self.now - note.due_at <= timedelta(hours=48)

    def happens(self, event: tuple[str, Any]) -> None:
        what, how = event
        if what == "hours":
            self.now += how * H
        elif what == "due":
            self.waiting.append(Note(self.now, is_regular=how, asks_at=self.now))
        elif what == "zone":
            self.zone = ZoneInfo(how)
        elif what == "pause":
            self.paused_until = self.today + how * D
        elif what == "seen":
            self.seen_on = max(self.seen_on, self.today)
        else:
            setattr(self, what, how)


events = st.one_of(
    st.tuples(st.just("hours"), st.integers(1, 120)),
    st.tuples(st.just("hours"), st.integers(-70, -1)),  # a clock is put back
    st.tuples(st.just("due"), st.booleans()),
    st.tuples(st.just("due"), st.booleans()),
    st.tuples(st.just("is_stopped"), st.booleans()),
    st.tuples(st.just("is_finished"), st.booleans()),
    st.tuples(st.just("pause"), st.integers(0, 20)),
    st.tuples(st.just("seen"), st.none()),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
)


def lived(course: Sequence[tuple[str, Any]]) -> World:
    world = World()
    for event in course:
        world.happens(event)
        world.tick()
    return world


def most_within(moments: Sequence[datetime], span: timedelta) -> int:
    return max((sum(first <= one < first + span for one in moments) for first in moments), default=0)


@given(st.lists(events, max_size=120))
@settings(max_examples=300, deadline=None)
def test_caps_hold_for_any_course_of_events(course):
    moments = sorted(at for at, _, _ in lived(course).sent)
    assert most_within(moments, timedelta(hours=48)) <= 1
    assert most_within(moments, timedelta(days=7)) <= 2
    assert most_within(moments, timedelta(days=30)) <= 9


@given(st.lists(st.integers(12, 200), min_size=5, max_size=60))
@settings(max_examples=100, deadline=None)
def test_somebody_who_never_comes_gets_the_ladder_once_and_then_nothing(gaps):
    world = World()
    for gap in gaps:
        world.happens(("hours", gap))
        world.happens(("due", True))
        world.tick()
    rungs = [rung for _, _, rung in world.sent if rung]
    assert rungs == sorted(set(rungs))
    after = [at for at, _, _ in world.sent if at > START + timedelta(days=ladder.GONE + 2)]
    assert after == []


@given(st.lists(events, max_size=60))
@settings(max_examples=100, deadline=None)
def test_nothing_waits_longer_than_it_is_useful(course):
    world = lived(course)
    for note in world.waiting:
        assert note.asks_at <= note.due_at + timedelta(hours=48)
    assert all(not isinstance(decide(world.situation(note), now=world.now), Skip) for note in world.waiting)
