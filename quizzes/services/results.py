"""Reading what came out: one result, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from quizzes.models import Quiz, Result, Sitting
from quizzes.rules import reading, scoring

EARLIER_SHOWN = 2


@dataclass(frozen=True)
class Overview:
    """A person's results, the sheets they have not finished, and what there is to answer."""

    results: Sequence[Result]
    open_sittings: Sequence[Sitting]
    quizzes: Sequence[Quiz]


@dataclass(frozen=True)
class Shown:
    """A result with its sentences, and the earlier ones it is compared with."""

    result: Result
    reading: reading.Reading
    earlier: Sequence[Result]
    lowest: int
    highest: int


def overview(*, learner: User) -> Overview:
    return Overview(
        results=list(Result.objects.visible_to(learner).with_sheet().newest_first()),
        open_sittings=list(
            Sitting.objects.visible_to(learner)
            .in_progress()
            .of_scales()
            .with_questions()
            .order_by("-started_at")
        ),
        quizzes=list(Quiz.objects.published().scales().order_by("number")),
    )


def show(*, result: Result) -> Shown:
    earlier = list(Result.objects.comparable_with(result).newest_first()[:EARLIER_SHOWN])
    scale = result.sitting.version.as_scale
    read = reading.read(
        scale,
        scoring.from_data(result.scores),
        [scoring.from_data(past.scores) for past in earlier],
    )
    return Shown(result=result, reading=read, earlier=earlier, lowest=scale.min, highest=scale.max)
