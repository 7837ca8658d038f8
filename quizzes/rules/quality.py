"""What speaks against leaning on a score. It is said beside the score and changes nothing; nobody is timed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from quizzes.rules.scoring import Key

FEWEST = 6  # below this, equal answers are no pattern
SOON = timedelta(hours=24)


def is_straight_line(key: Key, answers: Mapping[str, int | str | None]) -> bool:
    """Whether every given answer is the same point, although some of the statements ask the opposite of others."""
    given = {item: answer for item, answer in answers.items() if isinstance(answer, int)}
    turned = {item in key.reverse for item in given}
    return len(given) >= FEWEST and len(set(given.values())) == 1 and len(turned) == 2


def is_soon_after(moment: datetime, previous: datetime) -> bool:
    """Whether less than a day lies between two goes at the same statements about the same bond."""
    return timedelta(0) <= moment - previous < SOON
