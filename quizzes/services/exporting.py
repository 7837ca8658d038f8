"""Results as files for their owner, made in the request that hands them over and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from common.errors import RuleBroken
from common.spreadsheets import as_csv
from library.grammar.trees import ScaleTree
from quizzes.models import Quiz, Result, Sitting
from quizzes.rules import fhir, rows, scoring
from quizzes.rules.leaving import as_it_may_leave, without_words
from quizzes.services.papers import print_result
from quizzes.services.results import show

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class File:
    """What is handed over. The name says nothing but the day."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def export_result(*, learner: User, result: Result, file_type: str, now: datetime) -> File:
    """One result: `pdf` to read, `csv` with every statement and answer, `fhir` for another system. Raises RuleBroken
    for any other type. Stands in the audit record, which keeps the type and no key of the result."""
    if file_type not in MAKERS:
        raise RuleBroken(_("Choose one of the kinds of file on the page."))
    ending, content_type, make = MAKERS[file_type]
    content = make(result, now)
    record(subject=learner, actor=learner, verb="result_exported", object_kind=file_type)
    return File(_name(now, ending), content_type, content)


@transaction.atomic
def export_results(*, learner: User, now: datetime) -> File:
    """The scores of every result, oldest first, as CSV; three queries, however many there are."""
    found = Result.objects.visible_to(learner).with_sheet().newest_first().reverse()
    content = as_csv(rows.SCORES, _score_rows(found.iterator(chunk_size=200)))
    record(subject=learner, actor=learner, verb="results_exported", object_kind="csv")
    return File(_name(now, "csv"), CSV, content)


def _name(now: datetime, ending: str) -> str:
    return f"notes-{timezone.localdate(now).isoformat()}.{ending}"


def _score_rows(results: Iterator[Result]) -> Iterator[rows.Row]:
    scales: dict[int, ScaleTree] = {}
    for result in results:
        version = result.sitting.version
        scale = scales.setdefault(version.pk, scales.get(version.pk) or version.as_scale)
        yield from rows.score_rows(scale, _facts(result), scoring.from_data(result.scores))


def _pdf(result: Result, now: datetime) -> bytes:
    return print_result(shown=show(result=result))


def _csv(result: Result, now: datetime) -> bytes:
    return as_csv(rows.ANSWERS, rows.answer_rows(_leaving(result), _facts(result), _answers(result)))


def _fhir(result: Result, now: datetime) -> bytes:
    """As text that a person can read too; the statements stand in it only where they may leave."""
    names = fhir.Names(
        base=settings.FHIR_URL,
        abouts={value: str(label) for value, label in Sitting.About.choices},
        about=_("These answers are about"),
        scores=_("Scores"),
    )
    bundle = fhir.bundle(_leaving(result), _attempt(result), names, now)
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode()


def _leaving(result: Result) -> ScaleTree:
    """Two things must be true: the permission covers files, and it still stands."""
    scale = as_it_may_leave(result.sitting.version.as_scale)
    quiz: Quiz = result.sitting.quiz
    return scale if quiz.is_licensed else without_words(scale)


def _attempt(result: Result) -> fhir.Attempt:
    answers = {item: value for item, value in _answers(result).items() if isinstance(value, int)}
    return fhir.Attempt(
        key=result.key,
        about=result.sitting.about,
        answered_at=_answered_at(result),
        scored_at=result.scored_at,
        answers=answers,
        scores=scoring.from_data(result.scores),
        text_hash=result.text_hash,
        scorer_version=result.scorer_version,
    )


def _facts(result: Result) -> rows.Facts:
    return rows.Facts(
        key=result.key,
        answered_at=timezone.localtime(_answered_at(result)),
        about=result.sitting.about,
        text_hash=result.text_hash,
        scorer_version=result.scorer_version,
        scored_at=timezone.localtime(result.scored_at),
    )


def _answered_at(result: Result) -> datetime:
    moment: datetime = result.sitting.submitted_at or result.scored_at
    return moment


def _answers(result: Result) -> dict[str, int | str]:
    return {answer.question: answer.value for answer in result.sitting.answers.all()}


MAKERS: dict[str, tuple[str, str, Callable[[Result, datetime], bytes]]] = {
    "pdf": ("pdf", "application/pdf", _pdf),
    "csv": ("csv", CSV, _csv),
    "fhir": ("json", "application/fhir+json", _fhir),
}
