"""What was asked and what came back, counted."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass, field

from fuzz.drawing import Ask


@dataclass
class Failure:
    """One kind of fault, with the first request that met it."""

    ask: Ask
    example: str
    count: int = 0


@dataclass
class Tally:
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    cpu: float = 0.0

    @property
    def requests(self) -> int:
        return self.counts["method"].total() if self.counts else 0

    def add(self, ask: Ask, status: int, seconds: float) -> None:
        for name, value in (("method", ask.method), ("status", str(status)), ("role", ask.role)):
            self.counts.setdefault(name, Counter())[value] += 1
        self.cpu += seconds
        self.slowest = sorted([*self.slowest, (seconds, f"{ask.method} {ask.address[:80]}")], reverse=True)[
            :5
        ]

    def fail(self, fault: str, ask: Ask, error: BaseException | None, example: str) -> None:
        kind = f"{fault}: {_where(error)}" if error else f"{fault} at {ask.method} {ask.address[:60]}"
        self.failures.setdefault(kind, Failure(ask, example)).count += 1

    def told(self) -> str:
        lines = [f"{self.requests} requests, {self.cpu:.0f} s of CPU in answers"]
        for name, counter in self.counts.items():
            lines.append(f"by {name}: " + ", ".join(f"{key} {count}" for key, count in counter.most_common()))
        lines += [f"slow: {seconds * 1000:.0f} ms {what}" for seconds, what in self.slowest]
        for kind, failure in self.failures.items():
            lines += [
                f"FAILED {failure.count} x {kind}",
                f"    first at {failure.example}",
                f"    {failure.ask}"[:1500],
            ]
        return "\n".join(lines)


def _where(error: BaseException) -> str:
    """The error and the last lines of ours that led to it."""
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename
    ]
    last = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(ours[-2:]))
    return f"{type(error).__name__} {str(error)[:80]!r} {last}"
