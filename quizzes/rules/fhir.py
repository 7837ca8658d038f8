"""An attempt for other systems: FHIR R4 as plain data. What stands where: docs/interchange.md.

Nobody is named. No resource has a subject, an author or a source, and ids come from the random key of the result: the
same result given away twice is recognised as the same, two results of one person are not known to belong together.
Whoever takes the file in decides whose record it goes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any
from uuid import UUID, uuid5

from library.grammar.trees import ScaleTree, SubscaleTree
from quizzes.rules.leaving import as_it_may_leave
from quizzes.rules.scoring import ROUNDING, Score

Resource = dict[str, Any]

ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"  # R4
ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"  # its name from R5 on
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"

# Ids of items have no full stop, so these are nobody's.
ABOUT, SCORES = "sheet.about", "sheet.scores"


@dataclass(frozen=True)
class Attempt:
    """A sheet that was handed in, and its scores. `answers` holds numbers only: what was skipped is absent."""

    key: UUID
    about: str
    answered_at: datetime
    scored_at: datetime
    answers: Mapping[str, int]
    scores: Mapping[str, Score]
    text_hash: str
    scorer_version: str


@dataclass(frozen=True)
class Names:
    """Whose addresses the resources bear, and words that are not the scale's own.

    `base` is where the canonical addresses begin, without a slash at the end; `abouts` are words by kind of bond.
    """

    base: str
    abouts: Mapping[str, str]
    about: str = "These answers are about"
    scores: str = "Scores"

    def canonical(self, scale: ScaleTree) -> str:
        return f"{self.base}/fhir/Questionnaire/{scale.id}"

    def system(self, name: str) -> str:
        return f"{self.base}/fhir/CodeSystem/{name}"


def bundle(scale: ScaleTree, attempt: Attempt, names: Names, made_at: datetime) -> Resource:
    """The scale, the answers and an observation for each score, as a Bundle of type collection."""
    scale, response = as_it_may_leave(scale), _full_url(attempt, "response")
    entries = [
        (_full_url(attempt, "questionnaire"), questionnaire(scale, names, attempt.text_hash)),
        (response, questionnaire_response(scale, attempt, names)),
        *(
            (_full_url(attempt, f"score.{part.key}"), observation(part, attempt, names, response, scale))
            for part in scale.subscales
        ),
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(made_at),
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }


# The scale ----------------------------------------------------------------------------------------------------------


def questionnaire(scale: ScaleTree, names: Names, text_hash: str) -> Resource:
    """A Questionnaire whose scores any FHIRPath engine can work out. Words only where they may leave."""
    url = names.canonical(scale)
    return {
        "resourceType": "Questionnaire",
        "url": url,
        "identifier": [{"system": names.system("text-hash"), "value": text_hash}],
        "version": str(scale.version),
        "name": _computer_name(scale.id),
        "title": scale.title,
        "status": "active",
        "subjectType": ["Patient"],
        "publisher": scale.licence.holder,
        **({"description": scale.summary} if scale.summary else {}),
        "copyright": scale.licence.citation,
        "item": [*_about_item(scale, names), *_statements(scale, names), _score_items(scale, names)],
    }


def _computer_name(key: str) -> str:
    """`ecr-r` as `ScaleEcrR`, which the rule for names asks for (R4, que-0)."""
    return "Scale" + "".join(part.capitalize() for part in key.replace("_", "-").split("-"))


def _about_item(scale: ScaleTree, names: Names) -> Iterator[Resource]:
    if scale.per_relationship:
        options = [{"valueCoding": _about_coding(about, names)} for about in names.abouts]
        yield {"linkId": ABOUT, "text": names.about, "type": "choice", "answerOption": options}


def _statements(scale: ScaleTree, names: Names) -> Iterator[Resource]:
    options = [_option(scale, value, names) for value in range(scale.min, scale.max + 1)]
    for item in scale.items:
        words = {"text": item.text} if item.text else {}
        yield {"linkId": item.id, **words, "type": "choice", "required": False, "answerOption": options}


def _option(scale: ScaleTree, value: int, names: Names) -> Resource:
    """The weight is the answer as it was given: turning round is the business of the score."""
    weights = [{"url": url, "valueDecimal": value} for url in (ORDINAL_VALUE, ITEM_WEIGHT)]
    return {"extension": weights, "valueCoding": _coding(scale, value, names)}


def _coding(scale: ScaleTree, value: int, names: Names) -> Resource:
    labels = {anchor.value: anchor.label for anchor in scale.anchors}
    return {
        "system": names.system(f"{scale.id}-answers"),
        "code": str(value),
        "display": labels.get(value, str(value)),
    }


def _about_coding(about: str, names: Names) -> Resource:
    return {"system": names.system("about"), "code": about, "display": names.abouts[about]}


def _score_items(scale: ScaleTree, names: Names) -> Resource:
    return {
        "linkId": SCORES,
        "text": names.scores,
        "type": "group",
        "item": [_score_item(scale, part) for part in scale.subscales],
    }


def _score_item(scale: ScaleTree, part: SubscaleTree) -> Resource:
    expression = {"language": "text/fhirpath", "expression": calculated(scale, part)}
    return {
        "extension": [{"url": CALCULATED, "valueExpression": expression}],
        "linkId": f"score.{part.key}",
        "text": part.title,
        "type": "decimal",
        "readOnly": True,
    }


def calculated(scale: ScaleTree, part: SubscaleTree) -> str:
    """The formula of scoring.py in FHIRPath: the mean of what was answered, or nothing when that is too little.

    It reads the code of an answer, which is its number as digits: every form keeps that, few copy the weight. It uses
    aggregate(), as sum() and avg() are not in the published standard (N1).
    """
    turned = [item for item in part.items if item in scale.reverse]
    asked = f"%resource.item.where(linkId in {_collection(part.items)})"
    number = "answer.value.code.toInteger()"
    if turned:
        number = f"iif(linkId in {_collection(turned)}, {scale.min + scale.max} - {number}, {number})"
    total = f"{asked}.select({number}).aggregate($this + $total, 0)"
    count = f"{asked}.answer.count()"
    return f"iif({count} >= {needed(scale, part)}, {total} / {count})"


def needed(scale: ScaleTree, part: SubscaleTree) -> int:
    """How many statements of a subscale must be answered for a score."""
    return max(1, ceil(scale.answered_at_least * len(part.items) - ROUNDING))


def _collection(ids: Iterable[str]) -> str:
    return "(" + " | ".join(f"'{one}'" for one in ids) + ")"


# The answers --------------------------------------------------------------------------------------------------------


def questionnaire_response(scale: ScaleTree, attempt: Attempt, names: Names) -> Resource:
    """What was answered, in the order of the scale. What was skipped or left open is not there at all."""
    items = [
        *_about_answer(scale, attempt, names),
        *(_answered(scale, item.id, attempt, names) for item in scale.items if item.id in attempt.answers),
        *_scores_answer(scale, attempt),
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _full_url(attempt, "response")},
        "questionnaire": f"{names.canonical(scale)}|{scale.version}",
        "status": "completed",
        "authored": _instant(attempt.answered_at),
        **({"item": items} if items else {}),  # FHIR knows no empty lists
    }


def _about_answer(scale: ScaleTree, attempt: Attempt, names: Names) -> Iterator[Resource]:
    if scale.per_relationship:
        yield {"linkId": ABOUT, "answer": [{"valueCoding": _about_coding(attempt.about, names)}]}


def _answered(scale: ScaleTree, item: str, attempt: Attempt, names: Names) -> Resource:
    value = attempt.answers[item]
    weight = [{"url": ORDINAL_VALUE, "valueDecimal": value}]
    return {
        "linkId": item,
        "answer": [{"valueCoding": {"extension": weight, **_coding(scale, value, names)}}],
    }


def _scores_answer(scale: ScaleTree, attempt: Attempt) -> Iterator[Resource]:
    values = ((part.key, attempt.scores[part.key].value) for part in scale.subscales)
    scored = [
        {"linkId": f"score.{key}", "answer": [{"valueDecimal": value}]}
        for key, value in values
        if value is not None
    ]
    if scored:
        yield {"linkId": SCORES, "item": scored}


# The scores ---------------------------------------------------------------------------------------------------------


def observation(
    part: SubscaleTree, attempt: Attempt, names: Names, response: str, scale: ScaleTree
) -> Resource:
    """One score. Without a range of reference, as there are no norms, and without any word for what it means."""
    score = attempt.scores[part.key]
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": _concept(names.system("scores"), f"{scale.id}.{part.key}", part.title),
        "effectiveDateTime": _instant(attempt.answered_at),
        "issued": _instant(attempt.scored_at),
        **_value_or_reason(score, needed(scale, part)),
        "method": _concept(
            names.system("scorer"), attempt.scorer_version, "Mean of the answers, some turned round"
        ),
        "derivedFrom": [{"reference": response}],
        "component": [*_counts(score, names), *_about_component(scale, attempt, names)],
    }


def _value_or_reason(score: Score, least: int) -> Resource:
    if score.value is not None:
        return {
            "valueQuantity": {"value": score.value, "unit": "score", "system": UCUM, "code": "{score}"},
        }
    told = f"Not scored: {score.n_answered} of {score.n_items} answered, {least} are needed"
    return {"dataAbsentReason": _concept(ABSENT, "not-performed", told)}


def _counts(score: Score, names: Names) -> Sequence[Resource]:
    counts = ("answered", "Statements answered", score.n_answered), ("asked", "Statements", score.n_items)
    return [
        {"code": _concept(names.system("counts"), code, words), "valueInteger": count}
        for code, words, count in counts
    ]


def _about_component(scale: ScaleTree, attempt: Attempt, names: Names) -> Iterator[Resource]:
    if scale.per_relationship:
        about = {"coding": [_about_coding(attempt.about, names)]}
        yield {"code": _concept(names.system("counts"), "about", names.about), "valueCodeableConcept": about}


def _concept(system: str, code: str, words: str) -> Resource:
    return {"coding": [{"system": system, "code": code}], "text": words}


def _full_url(attempt: Attempt, part: str) -> str:
    return f"urn:uuid:{uuid5(attempt.key, part)}"


def _instant(moment: datetime) -> str:
    """In UTC: where somebody lives is nobody's business."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
