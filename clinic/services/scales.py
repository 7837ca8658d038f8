"""Whether questions that were suggested have been answered since; asked only for those who agreed to show results."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max

from quizzes.models import Result


def answered_since(
    *, learner_ids: Collection[int], quiz_keys: Collection[str]
) -> Mapping[tuple[int, str], datetime]:
    """When each person last handed in each of these quizzes, by User.pk and Quiz.key. One query."""
    rows = Result.objects.filter(
        sitting__learner__in=learner_ids, sitting__quiz__key__in=quiz_keys
    ).order_by()
    latest = rows.values("sitting__learner", "sitting__quiz__key").annotate(at=Max("sitting__submitted_at"))
    return {(row["sitting__learner"], row["sitting__quiz__key"]): row["at"] for row in latest}
