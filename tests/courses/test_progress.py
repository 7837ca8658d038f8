"""Counting progress: it never falls by itself and never passes the whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.progress import Next, Step, next_of, progress_of

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@st.composite
def ways(draw) -> list[Step]:
    size = draw(st.integers(0, 8))
    steps = []
    for number in range(size):
        revision = draw(st.integers(1, 4))
        steps.append(
            Step(
                key=f"lesson-{number}",
                is_required=draw(st.booleans()),
                in_course=draw(st.booleans()),
                revision=revision,
                finished_revision=draw(st.none() | st.integers(1, revision)),
                opened_at=draw(st.none() | st.integers(0, 99).map(lambda h: MONDAY + timedelta(hours=h))),
                checks=(f"check-{number}",),
            )
        )
    return steps


def edited(draw, step: Step) -> Step:
    """What an author may do to a lesson: retire, return, move away, make optional, rewrite."""
    return replace(
        step,
        is_required=draw(st.booleans()),
        in_course=draw(st.booleans()),
        revision=step.revision + draw(st.integers(0, 2)),
    )


@given(ways())
def test_progress_never_passes_the_whole(steps):
    progress = progress_of(steps)
    assert 0 <= progress.done <= progress.total <= len(steps)
    assert progress.open_checks >= 0


@given(ways(), st.data())
def test_whatever_authors_do_nothing_finished_goes_without_a_word(steps, data):
    after = [edited(data.draw, step) for step in steps]
    after += [Step(key="brand-new")]
    after = data.draw(st.permutations(after))
    before, now = progress_of(steps), progress_of(after)
    assert now.done + now.beyond == before.done + before.beyond


@given(ways(), st.data())
def test_finishing_one_more_never_lowers_any_count(steps, data):
    if not steps:
        return
    which = data.draw(st.integers(0, len(steps) - 1))
    finished = [*steps]
    finished[which] = replace(steps[which], finished_revision=steps[which].revision)
    before, now = progress_of(steps), progress_of(finished)
    assert now.done >= before.done
    assert now.total == before.total


@given(ways())
def test_the_next_step_is_there_until_every_required_lesson_is_finished(steps):
    following = next_of(steps)
    unfinished = [s for s in steps if s.in_course and not s.is_finished]
    if following is None:
        assert not [s for s in unfinished if s.is_required or s.opened_at]
    else:
        assert following.key in {s.key for s in unfinished}


def test_a_check_is_open_once_its_lesson_is_finished_and_until_it_is_handed_in():
    steps = [Step(key="a", finished_revision=1, checks=("x",)), Step(key="b", checks=("y",))]
    assert progress_of(steps).open_checks == 1
    assert progress_of(steps, handed_in=["x"]).open_checks == 0


def test_the_lesson_left_open_last_comes_before_the_next_in_order():
    steps = [
        Step(key="a", finished_revision=1, opened_at=MONDAY),
        Step(key="b"),
        Step(key="c", opened_at=MONDAY + timedelta(days=1)),
    ]
    assert next_of(steps) == Next("c", "continue")


def test_after_a_finished_lesson_comes_the_one_behind_it_and_then_those_left_out():
    steps = [
        Step(key="a"),
        Step(key="b", finished_revision=1),
        Step(key="c", is_required=False),
        Step(key="d"),
    ]
    assert next_of(steps) == Next("d", "next")
    steps[3] = replace(steps[3], finished_revision=1)
    assert next_of(steps) == Next("a", "next")


def test_whoever_has_done_nothing_starts_with_the_first():
    assert next_of([Step(key="a"), Step(key="b")]) == Next("a", "start")
    assert next_of([]) is None
