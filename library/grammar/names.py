"""Who has which id in the whole library, and who points to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from library.grammar.report import Place, shown


@dataclass(frozen=True)
class _Pointer:
    kinds: tuple[str, ...]
    name: str
    place: Place
    line: int


class Names:
    """Claims and pointers, gathered first and judged when everything was read."""

    def __init__(self) -> None:
        self._claims: dict[tuple[str, str], str] = {}
        self._pointers: list[_Pointer] = []

    def claim(self, kind: str, name: str, place: Place, line: int) -> None:
        """Take an id; the second to take it is told where the first one stands."""
        first = self._claims.setdefault((kind, name), f"{place.path}:{line}")
        if first != f"{place.path}:{line}":
            place.error(
                line,
                f"The {kind} id {shown(name)} is already used in {first}.",
                "Give one of the two a new id; readers keep their place by the old one.",
            )

    def claimer(self, kind: str, place: Place) -> Callable[[str, int], None]:
        return lambda name, line: self.claim(kind, name, place, line)

    def known(self, kind: str) -> frozenset[str]:
        return frozenset(name for known, name in self._claims if known == kind)

    def point(self, kinds: str, pointers: Mapping[str, int], place: Place) -> None:
        """Remember that these names, at these lines, must turn out to exist."""
        self._pointers += [
            _Pointer(tuple(kinds.split(" or ")), name, place, line) for name, line in pointers.items()
        ]

    def judge_pointers(self) -> None:
        for pointer in self._pointers:
            if not any((kind, pointer.name) in self._claims for kind in pointer.kinds):
                pointer.place.error(
                    pointer.line,
                    f"There is no {' or '.join(pointer.kinds)} with the id {shown(pointer.name)}.",
                    "Mend the id, or write the missing one.",
                )
