"""Results in every state a result page has, each of a quiz of its own, all of one person.

`STATES` names them; `prepare` makes them through the product's own services and tells their addresses.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import User
from quizzes import services as quizzes
from quizzes.models import Quiz, QuizVersion, Result, Sitting

WORRY, DISTANCE = "anxiety", "avoidance"
STATES = (
    "lowest", "highest", "centre", "towards_worry", "towards_distance", "one_sided", "nothing", "earlier", "bonds",
    "same_answers", "same_day", "precise", "check_in", "three_scales", "three_scales_one_missing",
)  # fmt: skip


def prepare(learner: User, now: datetime) -> dict[str, str]:
    """The address of each state's result, and of a sheet on a long scale."""
    closeness: dict[str, Any] = Quiz.objects.get(key="closeness").current.definition
    made = {
        name: reverse("quizzes:result", args=[result.key]) for name, result in _all(learner, closeness, now)
    }
    sheet = quizzes.start_sitting(learner=learner, quiz=_quiz("begun", _check_in(), now))
    Quiz.objects.filter(key__startswith="state-").update(retired_at=now)
    return {**made, "check_in_sheet": reverse("quizzes:page", args=[sheet.key, 1])}


def _all(learner: User, closeness: dict[str, Any], now: datetime) -> list[tuple[str, Result]]:
    """Every state with its result."""

    def one(name: str, scores: Mapping[str, float | None], definition: dict[str, Any] = closeness) -> Result:
        return _result(learner, _quiz(name, definition, now), scores, now)

    def on_the_map(name: str, worry: float | None, distance: float | None) -> Result:
        return one(name, {WORRY: worry, DISTANCE: distance})

    return [
        ("lowest", on_the_map("lowest", 1, 1)),
        ("highest", on_the_map("highest", 7, 7)),
        ("centre", on_the_map("centre", 4, 4)),
        ("towards_worry", on_the_map("towards_worry", 6, 2)),
        ("towards_distance", on_the_map("towards_distance", 2, 6)),
        ("one_sided", on_the_map("one_sided", 5, None)),
        ("nothing", on_the_map("nothing", None, None)),
        ("earlier", _with_earlier(learner, closeness, now)),
        ("bonds", _with_bonds(learner, closeness, now)),
        ("same_answers", _all_alike(learner, closeness, now)),
        ("same_day", _twice_a_day(learner, closeness, now)),
        ("precise", one("precise", {WORRY: 5, DISTANCE: 3}, _with_figures(closeness))),
        ("check_in", one("check_in", {"near": 7, "free": 4}, _check_in())),
        ("three_scales", one("three_scales", {"ease": 4, "trust": 2, WORRY: 5}, _three_scales())),
        (
            "three_scales_one_missing",
            one("three_scales_one_missing", {"ease": 4, "trust": None, WORRY: 1}, _three_scales()),
        ),
    ]


def _with_earlier(learner: User, closeness: dict[str, Any], now: datetime) -> Result:
    quiz = _quiz("earlier", closeness, now)
    for days, worry, distance in ((240, 6, 5), (150, 6, 3), (60, 5, 3)):
        scores = {WORRY: worry, DISTANCE: distance}
        _result(learner, quiz, scores, now - timedelta(days=days))
    return _result(learner, quiz, {WORRY: 3, DISTANCE: 3}, now)


def _with_bonds(learner: User, closeness: dict[str, Any], now: datetime) -> Result:
    quiz = _quiz("bonds", closeness, now)
    places = {"partner": (6, 2), "friend": (2, 3), "parent": (5, 6), "other": (5, 6)}
    for days, (about, (worry, distance)) in enumerate(places.items(), start=3):
        _result(learner, quiz, {WORRY: worry, DISTANCE: distance}, now - timedelta(days=days), about=about)
    return _result(learner, quiz, {WORRY: 4, DISTANCE: 3}, now)


def _all_alike(learner: User, closeness: dict[str, Any], now: datetime) -> Result:
    quiz = _quiz("same_answers", closeness, now)
    return _hand_in(learner, quiz, {item["id"]: 6 for item in closeness["items"]}, now)


def _twice_a_day(learner: User, closeness: dict[str, Any], now: datetime) -> Result:
    quiz = _quiz("same_day", closeness, now)
    _result(learner, quiz, {WORRY: 3, DISTANCE: 3}, now - timedelta(hours=3))
    return _result(learner, quiz, {WORRY: 3, DISTANCE: 4}, now)


def _result(
    learner: User, quiz: Quiz, scores: Mapping[str, float | None], at: datetime, about: str = "general"
) -> Result:
    """A sheet whose scores are exactly these; a scale without one is skipped."""
    definition = quiz.current.definition if quiz.current else {}
    ends = definition["min"] + definition["max"]
    answers = {
        item: ends - scores[part["key"]] if item in definition["reverse"] else scores[part["key"]]
        for part in definition["subscales"]
        for item in part["items"]
        if scores[part["key"]] is not None
    }
    return _hand_in(learner, quiz, answers, at, about)


def _hand_in(
    learner: User, quiz: Quiz, answers: Mapping[str, Any], at: datetime, about: str = "general"
) -> Result:
    sitting = quizzes.start_sitting(learner=learner, quiz=quiz, about=about)
    quizzes.save_page(sitting=sitting, values={item: [str(answer)] for item, answer in answers.items()})
    result = quizzes.submit(sitting=sitting)
    assert result is not None
    Sitting.objects.filter(pk=sitting.pk).update(started_at=at, submitted_at=at)
    Result.objects.filter(pk=result.pk).update(scored_at=at)
    return result


def _quiz(name: str, definition: dict[str, Any], now: datetime) -> Quiz:
    """A quiz of its own for one state, so that no other state's results stand beside it."""
    number = 900 + Quiz.objects.filter(key__startswith="state-").count()
    quiz = Quiz.objects.create(
        key=f"state-{name}", kind=Quiz.Kind.SCALE, title=f"{definition['title']} {number}", number=number
    )
    quiz.current = QuizVersion.objects.create(quiz=quiz, digest=name, definition=definition, published_at=now)
    quiz.save(update_fields=["current"])
    return quiz


def _with_figures(closeness: dict[str, Any]) -> dict[str, Any]:
    figure = {"alpha": 0.93, "sd": 1.1, "n": 812, "source": "An invented study, 2026"}
    return {**closeness, "reliability": [{"subscale": key, **figure} for key in (WORRY, DISTANCE)]}


def _check_in() -> dict[str, Any]:
    ends = [{"value": 0, "label": "Not at all"}, {"value": 10, "label": "Completely"}]
    return {
        "id": "state-check-in", "version": 1, "title": "Two questions about today", "min": 0, "max": 10,
        "instructions": "Think of the people around you today.", "anchors": ends,
        "items": [{"id": "near", "text": "I felt near to somebody."}, {"id": "free", "text": "I had room for myself."}],
        "subscales": [
            {"key": "near", "title": "Nearness", "items": ["near"]},
            {"key": "free", "title": "Room for myself", "items": ["free"]},
        ],
        "reverse": [], "reliability": None,
        "licence": {"holder": "Alder", "state": "own", "citation": "Own words."},
    }  # fmt: skip


def _three_scales() -> dict[str, Any]:
    """Three subscales, one of them called as one of the map is: no place follows from them."""
    parts = {"ease": "Ease with nearness", "trust": "Leaning on others", WORRY: "Worry about being left"}
    items = {key: [f"{key}{number}" for number in range(1, 7)] for key in parts}
    words = {"citation": "Somebody, S. (1990). Eighteen statements. Journal of Examples, 1, 1-18."}
    permission = {
        "given_by": "S. Somebody",
        "given_on": "2026-01-05",
        "for_what": "showing the words on this site",
    }
    return {
        "id": "state-three", "version": 1, "title": "Ease, trust and worry", "min": 1, "max": 5,
        "instructions": "Think of people close to you.",
        "anchors": [{"value": 1, "label": "Not at all like me"}, {"value": 5, "label": "Very much like me"}],
        "items": [{"id": item, "text": f"Statement {item}."} for names in items.values() for item in names],
        "subscales": [{"key": key, "title": title, "items": items[key]} for key, title in parts.items()],
        "reverse": ["ease2", "trust3", "anxiety4"], "reliability": None,
        "licence": {"holder": "S. Somebody", "state": "permitted", "permission": permission, **words},
    }  # fmt: skip
