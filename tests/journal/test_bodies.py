"""Answers that meet: whatever the order of saves, every text is the answer or stands beside it."""

from hypothesis import given
from hypothesis import strategies as st

from journal.rules import bodies
from journal.rules.bodies import KEPT_BESIDE, Body

TABS = 3
SAVES = st.lists(
    st.tuples(st.integers(0, TABS - 1), st.sampled_from(["type", "press", "reload", "clear"])),
    max_size=KEPT_BESIDE + 1,
)


class Tab:
    """A page: what stands in its field, and the number it was told."""

    def __init__(self) -> None:
        self.text, self.seen = "", 0


@given(saves=SAVES)
def test_whatever_the_order_every_text_is_kept(saves: list[tuple[int, str]]):
    tabs, body, alive = [Tab() for _ in range(TABS)], Body(), set()
    for at, (who, what) in enumerate(saves):
        tab = tabs[who]
        held = body.held("a")
        if what == "reload":
            tab.text, tab.seen = held.value or "", held.sequence
            continue
        # What the same tab replaces or takes back while it shows the newest answer is gone because it was meant to.
        shown = tab.text
        tab.text = "" if what == "clear" else f"{at}."
        if shown == (held.value or ""):
            alive.discard(shown)
        alive |= {tab.text} - {""}
        if what == "press":
            body = bodies.save_pressed(body, "a", tab.text or None, seen=tab.seen, revision=1)
            tab.seen = body.held("a").sequence
        else:
            outcome = bodies.save(body, "a", tab.text or None, seen=tab.seen, revision=1)
            body, tab.seen = outcome.body, outcome.sequence
        kept = {body.held("a").value, *body.beside("a")}
        assert alive <= kept
        assert len(body.beside("a")) <= KEPT_BESIDE
        assert bodies.read_body(body.data, body.other_data) == body


def saved(body: Body, text: str | None, seen: int) -> bodies.Outcome:
    return bodies.save(body, "a", text, seen=seen, revision=1)


def test_a_page_that_missed_an_answer_does_not_replace_it():
    body = saved(Body(), "one", 0).body
    outcome = saved(body, "two", 0)
    assert outcome.is_stale
    assert outcome.sequence == 1
    assert (outcome.body.held("a").value, outcome.body.beside("a")) == ("one", ["two"])


def test_saving_the_same_again_is_no_conflict():
    body = saved(Body(), "one", 0).body
    again = saved(body, "one", 0)
    assert (again.is_stale, again.sequence, again.body) == (False, 1, body)


def test_a_page_that_goes_on_after_a_conflict_does_not_push_the_other_answer_out():
    body = saved(Body(), "one", 0).body
    stale = saved(body, "tw", 0)
    on = saved(stale.body, "two", stale.sequence)
    assert not on.is_stale
    assert on.body.held("a").value == "two"
    assert on.body.beside("a") == ["tw", "one"]


def test_a_page_from_before_an_answer_was_taken_back_cannot_pass_for_one_that_saw_the_new_one():
    body = saved(Body(), "one", 0).body
    body = saved(saved(body, None, 1).body, "new", 2).body
    assert body.held("a").sequence == 3
    assert saved(body, "old page", 1).is_stale


def test_an_empty_field_of_a_page_that_saw_nothing_takes_nothing_back():
    body = saved(Body(), "one", 0).body
    assert bodies.save_pressed(body, "a", None, seen=0, revision=1) == body
    assert bodies.save_pressed(body, "a", None, seen=1, revision=1).filled == []


def test_an_unchanged_answer_keeps_the_words_it_was_given_to():
    body = bodies.save(Body(), "a", "one", seen=0, revision=1).body
    assert bodies.save_pressed(body, "a", "one", seen=1, revision=2).held("a").revision == 1
    assert bodies.save_pressed(body, "a", "two", seen=1, revision=2).held("a").revision == 2


def test_at_most_the_newest_few_stand_beside():
    body = saved(Body(), "one", 0).body
    for n in range(9):
        body = saved(body, f"other {n}", 0).body
    assert body.beside("a") == [f"other {n}" for n in range(9 - KEPT_BESIDE, 9)]


def test_taking_what_stands_beside_swaps_and_dropping_lets_go():
    body = saved(saved(Body(), "one", 0).body, "two", 0).body
    taken = bodies.take(body, "a", 0)
    assert (taken.held("a").value, taken.beside("a"), taken.held("a").sequence) == ("two", ["one"], 2)
    assert bodies.drop(body, "a", 0).other_data is None
    assert bodies.drop(body, "a", 7) == body


def test_a_button_pressed_twice_does_not_reach_the_next_answer():
    body = saved(saved(saved(Body(), "one", 0).body, "two", 0).body, "three", 0).body
    stamp = bodies.stamp_of("two")
    once = bodies.drop(body, "a", 0, stamp)
    assert once.beside("a") == ["three"]
    assert bodies.drop(once, "a", 0, stamp) == once
