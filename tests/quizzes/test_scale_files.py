"""The scales that ship: our own inventory and check-in, and the keys of others without a word of theirs."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from library.grammar import compile_content
from library.grammar.trees import ScaleTree
from library.grammar.wording import advised, banned, on_memory
from quizzes.rules import places
from quizzes.rules.scoring import key_of, score_sheet

DATA = Path(__file__).parent / "data"
KEYS = json.loads((DATA / "scale_keys.json").read_text())
VECTORS = json.loads((DATA / "scale_vectors.json").read_text())
FILES = {
    "ecr36": "ecr",
    "ecr_r_block": "ecr-r",
    "ecr_s": "ecr-s",
    "ecr_12": "ecr-12",
    "ecr_rs": "ecr-rs",
    "raas": "raas",
}
OURS = {"closeness", "closeness-check-in"}


@cache
def scales() -> dict[str, ScaleTree]:
    """Compiling once: a few seconds for the whole library."""
    library = compile_content(settings.BASE_DIR / "content", today=date(2026, 11, 22)).library
    assert library is not None
    return {scale.id: scale for scale in library.scales}


def test_our_own_and_six_keys_ship_and_only_ours_can_be_published():
    assert set(scales()) == OURS | set(FILES.values())
    assert {name for name, scale in scales().items() if scale.is_publishable} == OURS


@pytest.mark.parametrize(("name", "file"), FILES.items())
def test_a_key_of_others_is_the_key_and_no_words(name, file):
    scale, facts = scales()[file], KEYS[name]
    assert (scale.min, scale.max, len(scale.items)) == (facts["min"], facts["max"], facts["n"])
    assert {s.key: [int(i[1:]) for i in s.items] for s in scale.subscales} == facts["subscales"]
    assert [int(i[1:]) for i in scale.reverse] == facts["reverse"]
    assert [item.id for item in scale.items] == [f"i{n}" for n in range(1, facts["n"] + 1)]
    assert not any(item.text for item in scale.items)
    assert (scale.anchors, scale.instructions, scale.licence.permission) == ((), "", None)
    assert scale.licence.state == "permission_needed"
    assert "doi" in scale.licence.citation or "Guilford" in scale.licence.citation


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['instrument']}-{v['pattern']}")
def test_the_files_score_every_sheet_as_they_should(vector):
    sheet = [(f"i{n}", answer) for n, answer in enumerate(vector["answers"], start=1)]
    scores = score_sheet(key_of(scales()[FILES[vector["instrument"]]]), sheet)
    assert set(scores) == set(vector["expected_prorate80"])
    for subscale, expected in vector["expected_prorate80"].items():
        value = scores[subscale].value
        assert value is None if expected is None else value == pytest.approx(expected, abs=5e-5)


def test_figures_are_shown_only_where_they_are_known_and_name_their_source():
    named = {name: scale.reliability for name, scale in scales().items() if scale.reliability}
    assert set(named) == {"ecr", "ecr-r"}
    assert all(figure.source for figures in named.values() for figure in figures)
    assert {figure.subscale: figure.alpha for figure in named["ecr"]} == {
        "avoidance": 0.938,
        "anxiety": 0.916,
    }
    assert all(figure.sd is None for figure in named["ecr-r"]), "no spread is known, so no band may follow"


def test_a_spread_measured_from_1_to_5_is_stretched_to_1_to_7():
    ecr = scales()["ecr"]
    error = places.error_of(ecr, "avoidance")
    assert not error.is_assumed
    assert error.sem == pytest.approx(0.840 * (1 - 0.938) ** 0.5 * 6 / 4)


def test_an_alpha_without_a_spread_gives_the_assumed_band():
    assert places.error_of(scales()["ecr-r"], "anxiety").is_assumed


def test_our_inventory_is_balanced_and_answers_to_its_claims():
    scale = scales()["closeness"]
    assert (len(scale.items), scale.min, scale.max, scale.per_relationship) == (18, 1, 7, True)
    for subscale in scale.subscales:
        reversed_ones = set(subscale.items) & set(scale.reverse)
        assert len(subscale.items) == 9
        assert len(reversed_ones) >= 3
        assert len(subscale.items) - len(reversed_ones) >= 3
    assert scale.reliability is None
    assert "not validated" in scale.licence.citation
    assert not {"ecr", "raas"} & set(scale.licence.citation.lower().split())
    assert [a.value for a in scale.anchors] == list(range(1, 8))
    assert scale.anchors[3].label == "In between"


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_words_keep_the_rules_of_language(name):
    scale = scales()[name]
    for text in [scale.instructions, scale.summary, *(item.text for item in scale.items)]:
        assert not [*banned(text), *advised(text), *on_memory(text)], text
        assert not {"always", "never", "every", "test", "normal"} & set(text.lower().rstrip(".?").split()), (
            text
        )
    assert len({item.text for item in scale.items}) == len(scale.items)


def test_a_statement_of_ours_is_one_short_sentence_about_the_person_who_answers():
    for item in scales()["closeness"].items:
        assert len(item.text.split()) <= 20, item.text
        assert item.text.count(".") == 1, item.text
        assert {"I", "me", "my"} & set(item.text.replace(",", "").rstrip(".").split()), item.text


def test_the_check_in_is_two_numbers_that_are_read_by_themselves():
    scale = scales()["closeness-check-in"]
    assert [len(subscale.items) for subscale in scale.subscales] == [1, 1]
    assert (scale.min, scale.max) == (0, 10)
    assert not {"anxiety", "avoidance"} & {subscale.key for subscale in scale.subscales}
