"""Collects problems over the whole tree, so that an author sees all of them at once."""

from __future__ import annotations

from collections import Counter

from library.grammar import limits
from library.grammar.trees import Problem


class Report:
    """A growing list of problems; nothing here stops the compiler."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._per_file: Counter[tuple[str, str]] = Counter()

    def error(self, path: str, line: int, message: str, mend: str) -> None:
        self._add(
            Problem(path=path, line=line, severity="error", message=message, mend=mend),
        )

    def warning(self, path: str, line: int, message: str, mend: str) -> None:
        self._add(
            Problem(path=path, line=line, severity="warning", message=message, mend=mend),
        )

    def _add(self, problem: Problem) -> None:
        # A hostile file could earn a problem on each of its lines.
        spent = (problem.path, problem.severity)
        if self._per_file[spent] < limits.MAX_PROBLEMS_PER_FILE and problem not in self._problems:
            self._problems[problem] = None
            self._per_file[spent] += 1

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """By path, line, errors first; the same tree always reads the same."""
        return tuple(sorted(self._problems, key=lambda p: (p.path, p.line, p.severity, p.message, p.mend)))


class Place:
    """One file's view of the report: says only the line."""

    def __init__(self, report: Report, path: str) -> None:
        self._report = report
        self.path = path

    def error(self, line: int, message: str, mend: str = "") -> None:
        self._report.error(self.path, line, message, mend)

    def warning(self, line: int, message: str, mend: str = "") -> None:
        self._report.warning(self.path, line, message, mend)


def shown(text: str, most: int = 60) -> str:
    """A stranger's text made fit for one line of a message: short, printable, in quotes."""
    printable = text[: most + 1]
    if not printable.isprintable():
        printable = "".join(c if c.isprintable() else "?" for c in printable)
    return f'"{printable[:most]}…"' if len(text) > most else f'"{printable}"'
