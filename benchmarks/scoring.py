"""How long scoring 50,000 sheets of 36 statements takes, in one process, with some answers left out."""

import random
import time

from quizzes.rules.scoring import Key, score_sheet

SHEETS, ITEMS = 50_000, 36


def measure() -> None:
    """Print the seconds of scoring alone; making the sheets does not count."""
    key, sheets = _key(), _sheets()
    begun = time.perf_counter()
    scored = sum(score.value is not None for sheet in sheets for score in score_sheet(key, sheet).values())
    took = time.perf_counter() - begun
    print(f"{SHEETS:,} sheets of {ITEMS}     {took:6.2f} s   goal < 5 s   {scored:,} subscales scored")


def _key() -> Key:
    names = [f"i{n}" for n in range(1, ITEMS + 1)]
    return Key(
        lowest=1,
        highest=7,
        subscales={"avoidance": tuple(names[::2]), "anxiety": tuple(names[1::2])},
        reverse=frozenset(names[2::4]),
    )


def _sheets() -> list[list[tuple[str, int | None]]]:
    """Of a known beginning; one answer in twenty is not given."""
    draw = random.Random(50_000)
    return [
        [(f"i{n}", draw.randint(1, 7) if draw.random() > 0.05 else None) for n in range(1, ITEMS + 1)]
        for _ in range(SHEETS)
    ]
