"""What a publication changed, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import Publication


class Change(StrEnum):
    ADDED = "added"
    REVISED = "revised"
    CORRECTED = "corrected"
    MOVED = "moved"
    REORDERED = "reordered"
    RETIRED = "retired"
    RETURNED = "returned"


@dataclass
class Diff:
    """Gathers changes while the tree is put into rows."""

    lessons: list[tuple[Change, str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    people: int = 0

    def note(self, change: Change, key: str, detail: str = "") -> None:
        self.lessons.append((change, key, detail))

    def count(self, *kinds: Change) -> int:
        return len({key for change, key, _detail in self.lessons if change in kinds})

    @property
    def lines(self) -> list[str]:
        return [_line(*entry) for entry in self.lessons] + self.others

    @property
    def summary(self) -> str:
        """“2 lessons changed, 1 retired: 12 people have progress in it”."""
        if not self.lines:
            return _("Nothing changed.")
        pieces = [piece for piece in self._pieces() if piece]
        if not pieces:
            return _("No lesson changed.")
        return f"{pieces[0]}{''.join(f', {piece}' for piece in pieces[1:])}{self._told()}."

    def _pieces(self) -> Iterable[str]:
        yield _counted(self.count(Change.ADDED), _("new"))
        yield _counted(self.count(Change.REVISED, Change.CORRECTED), _("changed"))
        yield _counted(self.count(Change.MOVED), _("moved"))
        yield _counted(self.count(Change.REORDERED), _("in another order"))
        yield _counted(self.count(Change.RETURNED), _("back"))
        yield _counted(self.count(Change.RETIRED), _("retired"))

    def _told(self) -> str:
        retired = self.count(Change.RETIRED)
        if not retired:
            return ""
        if not self.people:
            return ": " + ngettext("nobody has progress in it", "nobody has progress in them", retired)
        people = ngettext("%(n)d person has", "%(n)d people have", self.people) % {"n": self.people}
        told = ngettext("%(people)s progress in it", "%(people)s progress in them", retired)
        return ": " + told % {"people": people}


@dataclass(frozen=True)
class PublicationReport:
    """What was (or, in a dry run, would be) published. `changes` are lines to read, `publication` the row."""

    summary: str
    changes: tuple[str, ...]
    people: int
    publication: Publication | None
    is_dry_run: bool

    @property
    def is_unchanged(self) -> bool:
        return not self.changes


def _counted(number: int, what: str) -> str:
    if not number:
        return ""
    lessons = ngettext("%(n)d lesson", "%(n)d lessons", number) % {"n": number}
    return f"{lessons} {what}"


def _line(change: Change, key: str, detail: str) -> str:
    words = {
        Change.ADDED: _("New"),
        Change.REVISED: _("Changed, a new revision"),
        Change.CORRECTED: _("Corrected, same revision"),
        Change.MOVED: _("Moved"),
        Change.REORDERED: _("In another order"),
        Change.RETIRED: _("Retired"),
        Change.RETURNED: _("Back"),
    }
    return f"{words[change]}: {key}{f' ({detail})' if detail else ''}"
