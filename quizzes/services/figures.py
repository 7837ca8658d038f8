"""Do the statements work? Counted over sheets of people who said yes to that; only sums outlive the counting."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Consent, User
from accounts.services import give_consent, withdraw_consent
from common.sealing import CannotOpen
from library.grammar.trees import ScaleTree, SubscaleTree
from quizzes.models import Answer, QuizVersion, ScaleFigure, Sitting
from quizzes.rules import reliability, scoring, shapes

logger = logging.getLogger(__name__)

HELP = Consent.Purpose.QUESTION_CHECKS
RHYTHM = timedelta(days=7)
AT_ONCE = 200  # sheets opened at the same time


def help_check(*, learner: User, version: str, text: str) -> None:
    """Let sheets handed in from now on be added up with those of others."""
    give_consent(user=learner, purpose=HELP, text_version=version, text=text)


def stop_helping(*, learner: User) -> None:
    """From the next counting on, which begins anew each week, none of this person's sheets is in the sums."""
    withdraw_consent(user=learner, purpose=HELP)


def count_when_due(*, now: datetime) -> int:
    """Count once a week; how many figures there are now, 0 if it was not time. Safe to ask as often as one likes."""
    if ScaleFigure.objects.since(now - RHYTHM).exists():
        return 0
    return len(count(now=now))


def count(*, now: datetime) -> list[ScaleFigure]:
    """Count all versions anew, so that whoever took their yes back, or left, is in no sum any more."""
    groups: dict[tuple[int, str], list[QuizVersion]] = defaultdict(list)
    for version in QuizVersion.objects.of_scales().order_by("published_at", "pk"):
        groups[version.quiz_id, shapes.meaning_of(version.definition)].append(version)
    figures = [figure for versions in groups.values() for figure in _count_versions(versions, now)]
    ScaleFigure.objects.exclude(pk__in=[figure.pk for figure in figures]).delete()
    for figure in figures:
        if figure.is_doubtful:
            logger.warning("figure %s is doubtful: see `manage.py scale_figures`", figure.key)
    return figures


def figures() -> Sequence[ScaleFigure]:
    """What was counted last, by scale, the newest version first."""
    return list(ScaleFigure.objects.in_order())


def n_doubtful() -> int:
    return ScaleFigure.objects.doubtful().count()


def _count_versions(versions: Sequence[QuizVersion], now: datetime) -> Iterator[ScaleFigure]:
    """Figures of versions that differ in nothing a person answers; they stand at the newest."""
    scale = versions[-1].as_scale
    parts = [part for part in scale.subscales if len(part.items) > 1]
    sums = _sums(scale, parts, versions) if parts else {}
    for part in parts:
        yield _keep(versions[-1], part, sums[part.key], now)


def _sums(
    scale: ScaleTree, parts: Sequence[SubscaleTree], versions: Sequence[QuizVersion]
) -> Mapping[str, reliability.Sums]:
    """Sheet by sheet; of each person the first one, of each subscale those that are complete."""
    lent = Sitting.objects.filter(version__in=versions).lent_to_checks(HELP).first_of_each().order_by("pk")
    sums = {part.key: reliability.sums_of((), len(part.items)) for part in parts}
    key, sitting_pks = scoring.key_of(scale), list(lent.values_list("pk", flat=True))
    for start in range(0, len(sitting_pks), AT_ONCE):
        sheets = _opened(sitting_pks[start : start + AT_ONCE])
        for part in parts:
            complete = (_as_keyed(key, part, sheet) for sheet in sheets)
            sums[part.key] += reliability.sums_of((s for s in complete if s), len(part.items))
    return sums


def _opened(sitting_pks: Sequence[int]) -> list[dict[str, int]]:
    """The numbers on these sheets; one that does not open is left out."""
    sheets: dict[int, dict[str, int]] = defaultdict(dict)
    for answer in Answer.objects.filter(sitting__in=sitting_pks).iterator():
        try:
            value = answer.value
        except CannotOpen:
            logger.warning("answer %s does not open", answer.pk)
            continue
        if isinstance(value, int):
            sheets[answer.sitting_id][answer.question] = value
    return list(sheets.values())


def _as_keyed(key: scoring.Key, part: SubscaleTree, sheet: Mapping[str, int]) -> tuple[int, ...] | None:
    if not set(part.items) <= set(sheet):
        return None
    return tuple(
        scoring.reversed_answer(key, sheet[item]) if item in key.reverse else sheet[item]
        for item in part.items
    )


@transaction.atomic
def _keep(version: QuizVersion, part: SubscaleTree, sums: reliability.Sums, now: datetime) -> ScaleFigure:
    is_enough = sums.n >= reliability.FEWEST_SHEETS
    alpha = reliability.alpha_of(sums) if is_enough else None
    rests = dict(zip(part.items, reliability.item_rests_of(sums), strict=True)) if is_enough else {}
    figure, _made = ScaleFigure.objects.update_or_create(
        version=version,
        subscale=part.key,
        defaults={
            "n": sums.n,
            "sums": sums.as_data() if is_enough else None,
            "alpha": alpha,
            "item_rests": rests,
            "is_doubtful": bool(reliability.doubts_about(alpha, rests)),
            "counted_at": now,
        },
    )
    return figure
