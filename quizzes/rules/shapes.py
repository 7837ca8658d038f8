"""What of a check or a scale must stay as it is once somebody has answered it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# Words around a scale that nobody answers; everything else in the file belongs to the version.
AROUND_A_SCALE = {"title", "summary", "licence", "reliability"}


def digest_of(definition: Mapping[str, Any]) -> str:
    plain = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def same_check_questions(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether answers to the old check still mean the same in the new one: ids, kinds and option ids agree."""
    return _questions(old) == _questions(new)


def same_scale(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether items, words, keys and options agree."""
    return _answered_part(old) == _answered_part(new)


def meaning_of(scale: Mapping[str, Any]) -> str:
    """A fingerprint of everything a person answers and how it is scored: figures of equal ones belong together."""
    return digest_of(_answered_part(scale))


def _questions(check: Mapping[str, Any]) -> dict[str, tuple[str, frozenset[str]]]:
    return {q["id"]: (q["kind"], frozenset(o["id"] for o in q["options"])) for q in check["questions"]}


def _answered_part(scale: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in scale.items() if name not in AROUND_A_SCALE}
