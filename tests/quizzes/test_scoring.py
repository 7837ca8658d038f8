"""The arithmetic of scores: our 36 sheets, the properties any key must keep, and what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.scoring import BadSheet, Key, Score, key_of, reversed_answer, score_sheet, text_hash
from tests.quizzes.builders import ItemTree, scale

DATA = Path(__file__).parent / "data"
KEYS = json.loads((DATA / "scale_keys.json").read_text())
VECTORS = json.loads((DATA / "scale_vectors.json").read_text())


def key(name: str) -> Key:
    facts = KEYS[name]
    return Key(
        lowest=facts["min"],
        highest=facts["max"],
        subscales={k: tuple(str(n) for n in items) for k, items in facts["subscales"].items()},
        reverse=frozenset(str(n) for n in facts["reverse"]),
    )


def sheet(answers) -> list[tuple[str, int | None]]:
    return [(str(n), answer) for n, answer in enumerate(answers, start=1)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['instrument']}-{v['pattern']}")
def test_every_sheet_gets_the_scores_it_should(vector):
    scores = score_sheet(key(vector["instrument"]), sheet(vector["answers"]))
    for subscale, expected in vector["expected_prorate80"].items():
        value = scores[subscale].value
        assert value is None if expected is None else value == pytest.approx(expected, abs=5e-5)


def test_there_are_36_sheets():
    assert len(VECTORS) == 36


def test_the_short_key_follows_from_the_long_one():
    short, long = KEYS["ecr_12"], KEYS["ecr36"]
    taken = short["from_ecr36"]
    assert [n for n, old in enumerate(taken, start=1) if old in long["reverse"]] == short["reverse"]
    for subscale, items in long["subscales"].items():
        assert [n for n, old in enumerate(taken, start=1) if old in items] == short["subscales"][subscale]


sheets = st.sampled_from(sorted(KEYS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.none() | st.integers(KEYS[name]["min"], KEYS[name]["max"]),
            min_size=KEYS[name]["n"],
            max_size=KEYS[name]["n"],
        ),
    )
)


@given(sheets, st.integers(1, 7))
def test_reversing_twice_changes_nothing(drawn, answer):
    rule = key(drawn[0])
    assert reversed_answer(rule, reversed_answer(rule, answer)) == answer


@given(sheets)
def test_a_mirrored_sheet_mirrors_every_score(drawn):
    rule, answers = key(drawn[0]), drawn[1]
    mirrored = [None if a is None else reversed_answer(rule, a) for a in answers]
    plain, other = score_sheet(rule, sheet(answers)), score_sheet(rule, sheet(mirrored))
    for name, score in plain.items():
        mirror = other[name].value
        if score.value is None:
            assert mirror is None
        else:
            assert mirror == pytest.approx(rule.lowest + rule.highest - score.value)


@given(sheets, st.randoms())
def test_the_order_of_the_answers_does_not_matter(drawn, random):
    shuffled = sheet(drawn[1])
    random.shuffle(shuffled)
    assert score_sheet(key(drawn[0]), shuffled) == score_sheet(key(drawn[0]), sheet(drawn[1]))


@given(sheets)
def test_a_score_is_within_the_range_of_answers_or_missing(drawn):
    rule = key(drawn[0])
    for score in score_sheet(rule, sheet(drawn[1])).values():
        assert score.value is None or rule.lowest <= score.value <= rule.highest
        assert score.is_prorated == (score.value is not None and score.n_answered < score.n_items)


@pytest.mark.parametrize(("n_items", "needed"), [(18, 15), (9, 8), (6, 5), (3, 3), (15, 12), (5, 4)])
def test_four_fifths_must_be_answered(n_items, needed):
    items = tuple(f"i{n}" for n in range(n_items))
    rule = Key(lowest=1, highest=7, subscales={"s": items}, reverse=frozenset())
    below = score_sheet(rule, [(item, 5) for item in items[: needed - 1]])["s"]
    at = score_sheet(rule, [(item, 5) for item in items[:needed]])["s"]
    assert below == Score(None, needed - 1, n_items, False)
    assert at == Score(5.0, needed, n_items, needed < n_items)


def test_an_empty_sheet_has_no_score():
    assert score_sheet(key_of(scale()), [])["anxiety"] == Score(None, 0, 9, False)


def test_skipped_and_absent_answers_are_the_same():
    rule = key_of(scale())
    answers: list[tuple[str, int | None]] = [("w1", None), *[(f"w{n}", 2) for n in range(2, 10)]]
    assert score_sheet(rule, answers) == score_sheet(rule, answers[1:])


@pytest.mark.parametrize("answer", [0, 8, -1, 4.0, "4", True])
def test_an_answer_out_of_range_is_refused_by_item(answer):
    with pytest.raises(BadSheet, match="“w1” is not a whole number from 1 to 7"):
        score_sheet(key_of(scale()), [("w1", answer)])


def test_an_unknown_item_is_refused_by_name():
    with pytest.raises(BadSheet, match="no item “x1”"):
        score_sheet(key_of(scale()), [("x1", 3)])


def test_an_item_answered_twice_is_refused_by_name():
    with pytest.raises(BadSheet, match="“w1” is answered twice"):
        score_sheet(key_of(scale()), [("w1", 3), ("w1", 3)])


def test_the_fingerprint_of_the_words_changes_with_a_word_only():
    words = scale()
    other = scale(items=(ItemTree(id="w1", text="Another."), *words.items[1:]))
    assert text_hash(words) == text_hash(scale(title="Another title"))
    assert text_hash(words) != text_hash(other)
