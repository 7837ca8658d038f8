"""What leaves for other systems: valid by somebody else's models, scored anew by somebody else's engine."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import fhirpathpy
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhirpathpy.models import models
from hypothesis import given, settings
from hypothesis import strategies as st

from library.grammar.trees import AnchorTree, ItemTree, LicenceTree, PermissionTree, ScaleTree, SubscaleTree
from quizzes.rules import fhir
from quizzes.rules.scoring import SCORER_VERSION, key_of, score_sheet, text_hash
from tests.quizzes.builders import scale
from tests.quizzes.test_scoring import KEYS, VECTORS

BASE = "https://alder.example"
NAMES = fhir.Names(BASE, {"general": "People close to me, in general", "partner": "A partner"})
KEY = UUID("0f2c9f8e-94b6-4bd8-8e0d-6a3a0c3f1b21")
NOON, EVENING = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 20, tzinfo=UTC)
LICENCE = LicenceTree(holder="Somebody else", state="permission_needed", citation="Their paper.")


def published_key(name: str) -> ScaleTree:
    """One of the keys without words, as a scale."""
    facts = KEYS[name]
    return ScaleTree(
        id=name.replace("_", "-"),
        version=1,
        title=name,
        min=facts["min"],
        max=facts["max"],
        anchors=(AnchorTree(value=facts["min"], label="Low"), AnchorTree(value=facts["max"], label="High")),
        items=tuple(ItemTree(id=f"i{n}") for n in range(1, facts["n"] + 1)),
        subscales=tuple(
            SubscaleTree(key=key, title=key, items=tuple(f"i{n}" for n in items))
            for key, items in facts["subscales"].items()
        ),
        reverse=tuple(f"i{n}" for n in facts["reverse"]),
        licence=LICENCE,
    )


SCALES = {name: published_key(name) for name in KEYS}


def attempt(of: ScaleTree, answers: Mapping[str, int], about: str = "general") -> fhir.Attempt:
    return fhir.Attempt(
        key=KEY,
        about=about,
        answered_at=NOON,
        scored_at=NOON,
        answers=answers,
        scores=score_sheet(key_of(of), answers.items()),
        text_hash=text_hash(of),
        scorer_version=SCORER_VERSION,
    )


def bundle(of: ScaleTree, answers: Mapping[str, int], about: str = "general") -> dict[str, Any]:
    """The bundle after a journey through JSON."""
    made = fhir.bundle(of, attempt(of, answers, about), NAMES, EVENING)
    return json.loads(json.dumps(made))


def resources(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in made["entry"]]


def score_items(form: dict[str, Any]) -> list[dict[str, Any]]:
    return form["item"][-1]["item"]


@cache
def formula(expression: str) -> Callable:
    """Reading a formula takes longer than using it."""
    return fhirpathpy.compile(expression, models["r4"])


def rescored(form: dict[str, Any], response: dict[str, Any]) -> dict[str, float | None]:
    """Every score, worked out from the expressions of the form by an engine that is not ours."""
    scores = {}
    for item in score_items(form):
        expression = item["extension"][0]["valueExpression"]["expression"]
        found = formula(expression)(response, {"resource": response})
        scores[item["linkId"].removeprefix("score.")] = float(found[0]) if found else None
    return scores


def agree(of: ScaleTree, answers: Mapping[str, int]) -> None:
    form, response, *observations = resources(bundle(of, answers))
    engine, ours = rescored(form, response), score_sheet(key_of(of), answers.items())
    assert engine.keys() == ours.keys()
    for name, score in ours.items():
        assert engine[name] == (None if score.value is None else pytest.approx(score.value, abs=1e-6))
    for part, told in zip(of.subscales, observations, strict=True):
        value = told.get("valueQuantity", {}).get("value")
        assert value == (None if engine[part.key] is None else pytest.approx(engine[part.key], abs=1e-6))


def items(response: dict[str, Any]) -> list[str]:
    return [item["linkId"] for item in response["item"] if not item["linkId"].startswith("sheet.")]


ALL = {item.id: 1 + number % 7 for number, item in enumerate(scale().items)}


# Scored anew --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['instrument']}-{v['pattern']}")
def test_another_engine_finds_the_expected_scores_of_every_sheet(vector):
    of = SCALES[vector["instrument"]]
    answers = {f"i{n}": value for n, value in enumerate(vector["answers"], start=1) if value is not None}
    form, response, *_observations = resources(bundle(of, answers))
    for subscale, expected in vector["expected_prorate80"].items():
        found = rescored(form, response)[subscale]
        assert found is None if expected is None else found == pytest.approx(expected, abs=5e-5)
    agree(of, answers)


sheets = st.sampled_from(sorted(SCALES)).flatmap(
    lambda name: st.tuples(
        st.just(SCALES[name]),
        st.fixed_dictionaries(
            {},
            optional={
                item.id: st.integers(SCALES[name].min, SCALES[name].max) for item in SCALES[name].items
            },
        ),
    )
)


@given(sheets)
@settings(max_examples=60, deadline=None)
def test_another_engine_agrees_on_any_sheet(drawn):
    agree(*drawn)


@given(st.sets(st.sampled_from(sorted(ALL)), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_another_engine_agrees_around_the_threshold(left_out, random):
    agree(scale(), {item: random.randint(1, 7) for item in ALL if item not in left_out})


@pytest.mark.parametrize("skipped", [0, 1, 2])
def test_an_item_without_an_answer_counts_as_missing_and_not_as_nought(skipped):
    form, response, *_rest = resources(bundle(scale(), ALL))
    for item in [item for item in response["item"] if item["linkId"].startswith("w")][:skipped]:
        del item["answer"]
    expected = score_sheet(
        key_of(scale()), [(i, v) for i, v in ALL.items() if i not in ("w1", "w2")[:skipped]]
    )
    assert rescored(form, response)["anxiety"] == (
        None if skipped == 2 else pytest.approx(expected["anxiety"].value, abs=1e-6)
    )


def test_a_scale_from_nought_to_ten_without_turned_items_is_scored_too():
    check_in = scale(
        min=0,
        max=10,
        anchors=(AnchorTree(value=0, label="Far"), AnchorTree(value=10, label="Close")),
        items=(ItemTree(id="near", text="How near?"), ItemTree(id="calm", text="How calm?")),
        subscales=(
            SubscaleTree(key="nearness", title="Nearness", items=("near",)),
            SubscaleTree(key="calm", title="Calm", items=("calm",)),
        ),
        reverse=(),
        per_relationship=False,
    )
    for answers in ({"near": 0, "calm": 10}, {"near": 7}, {}):
        agree(check_in, answers)
    form = resources(bundle(check_in, {"near": 0}))[0]
    assert [option["valueCoding"]["code"] for option in form["item"][0]["answerOption"]] == [
        str(value) for value in range(11)
    ]
    assert form["item"][0]["answerOption"][5]["valueCoding"]["display"] == "5"


# Valid --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SCALES))
@pytest.mark.parametrize("share", [0, 0.7, 1])
def test_a_bundle_is_valid_with_all_some_and_no_answers(name, share):
    of = SCALES[name]
    made = bundle(of, {item.id: of.max for item in of.items[: int(len(of.items) * share)]})
    valid = Bundle.model_validate(made)
    assert json.loads(valid.model_dump_json()) == made


def test_our_own_scale_makes_a_valid_bundle_about_one_bond():
    made = bundle(scale(), ALL, about="partner")
    assert json.loads(Bundle.model_validate(made).model_dump_json()) == made
    assert (made["type"], made["timestamp"]) == ("collection", "2026-11-22T20:00:00Z")


def test_every_reference_of_a_bundle_is_in_it():
    made = bundle(scale(), ALL)
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls) == 4
    form, response, *observations = resources(made)
    assert response["questionnaire"] == f"{form['url']}|{form['version']}"
    assert {one["derivedFrom"][0]["reference"] for one in observations} == {urls[1]}


# The scale ----------------------------------------------------------------------------------------------------------


def test_a_form_names_the_scale_its_version_its_owner_and_its_words():
    form = resources(bundle(scale(version=3), ALL))[0]
    assert form["url"] == f"{BASE}/fhir/Questionnaire/closeness"
    assert (form["version"], form["publisher"], form["copyright"]) == ("3", "Alder", "Own words.")
    assert form["identifier"][0]["value"] == text_hash(scale())
    assert form["name"] == "ScaleCloseness"


@pytest.mark.parametrize("of", [scale(), *SCALES.values()], ids=lambda of: of.id)
def test_every_item_of_a_form_has_an_id_of_its_own(of):
    form = resources(bundle(of, {}))[0]
    ids = [item["linkId"] for item in form["item"]] + [item["linkId"] for item in score_items(form)]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if "." not in one] == [item.id for item in of.items]


def test_turned_items_weigh_as_they_were_answered_and_are_turned_in_the_expression():
    form = resources(bundle(scale(), ALL))[0]
    by_id = {item["linkId"]: item for item in form["item"]}
    assert by_id["w3"]["answerOption"] == by_id["w1"]["answerOption"]
    for number, option in enumerate(by_id["w3"]["answerOption"], start=1):
        assert option["valueCoding"]["code"] == str(number)
        assert {one["url"].rpartition("/")[2]: one["valueDecimal"] for one in option["extension"]} == {
            "ordinalValue": number,
            "itemWeight": number,
        }
    worry, distance = (fhir.calculated(scale(), part) for part in scale().subscales)
    assert "linkId in ('w3' | 'w5' | 'w8'), 8 - " in worry
    assert "linkId in ('d2' | 'd5' | 'd7'), 8 - " in distance


def permitted(**more) -> LicenceTree:
    permission = PermissionTree(given_by="Them", given_on=NOON.date(), for_what="This site.", **more)
    return LicenceTree(holder="They", state="permitted", citation="A paper.", permission=permission)


def test_words_of_our_own_leave_and_words_of_others_only_with_their_permission():
    lent, handed_on = (scale(licence=permitted(words_may_leave=may)) for may in (False, True))
    for of, leaves in ((scale(), True), (handed_on, True), (lent, False)):
        told = json.dumps(bundle(of, ALL))
        assert ("Statement w1." in told, "Words for 4" in told) == (leaves, leaves)
        assert of.licence.citation in told
        agree(of, ALL)


def test_a_key_without_words_shows_none():
    form = resources(bundle(SCALES["ecr36"], {}))[0]
    assert not any("text" in item for item in form["item"] if item["linkId"] != fhir.SCORES)


# The answers and the scores -----------------------------------------------------------------------------------------


def test_answers_that_were_not_given_are_absent():
    given = {item: value for item, value in ALL.items() if item not in ("w2", "d4")}
    _form, response, *_rest = resources(bundle(scale(), given))
    assert items(response) == list(given)
    assert all(item["answer"] for item in response["item"] if item["linkId"] != fhir.SCORES)


def test_an_empty_sheet_has_no_answers_and_no_scores():
    _form, response, *observations = resources(bundle(scale(), {}))
    assert [item["linkId"] for item in response["item"]] == [fhir.ABOUT]
    assert all("valueQuantity" not in one for one in observations)


def test_a_score_that_is_missing_says_why_and_has_no_value():
    _form, response, worry, distance = resources(
        bundle(scale(), {"w1": 7} | {f"d{n}": 6 for n in range(1, 10)})
    )
    assert "valueQuantity" not in worry
    assert worry["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert worry["dataAbsentReason"]["text"] == "Not scored: 1 of 9 answered, 8 are needed"
    assert "dataAbsentReason" not in distance
    assert distance["valueQuantity"]["value"] == pytest.approx(42 / 9)
    assert [one["linkId"] for one in response["item"][-1]["item"]] == ["score.avoidance"]


def test_an_observation_says_how_much_was_answered_about_whom_and_by_which_scorer():
    _form, _response, worry, _distance = resources(bundle(scale(), ALL, about="partner"))
    told = {one["code"]["coding"][0]["code"]: one for one in worry["component"]}
    assert (told["answered"]["valueInteger"], told["asked"]["valueInteger"]) == (9, 9)
    assert told["about"]["valueCodeableConcept"]["coding"][0]["code"] == "partner"
    assert worry["method"]["coding"][0]["code"] == SCORER_VERSION
    assert worry["code"]["coding"][0]["code"] == "closeness.anxiety"


def test_no_score_is_called_anything():
    for one in resources(bundle(scale(), ALL))[2:]:
        assert not {"interpretation", "referenceRange", "note"} & one.keys()


def test_nobody_is_named_and_two_files_of_one_person_do_not_belong_together():
    made = bundle(scale(), ALL)
    for one in resources(made):
        assert not {"subject", "author", "source", "performer", "encounter"} & one.keys()
    assert str(KEY) not in json.dumps(made)
    assert made == bundle(scale(), ALL)
    other = fhir.bundle(scale(), replaced_key(attempt(scale(), ALL)), NAMES, EVENING)
    assert not {e["fullUrl"] for e in other["entry"]} & {e["fullUrl"] for e in made["entry"]}


def replaced_key(one: fhir.Attempt) -> fhir.Attempt:
    return fhir.Attempt(**(vars(one) | {"key": UUID(int=KEY.int + 1)}))
