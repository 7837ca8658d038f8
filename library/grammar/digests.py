"""A fingerprint of what something means: its words and structure, never its place in the folder."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel

from library.grammar import limits

# A lesson's file may be renamed, and a fingerprint cannot hold itself.
LEFT_OUT = {"path", "digest"}


def digest_of(tree: BaseModel) -> str:
    """SHA-256 over the tree's content and the version of the pipeline that made it."""
    meaning = {"pipeline": limits.PIPELINE_VERSION, "content": _meaning(tree.model_dump(mode="json"))}
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _meaning(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _meaning(item) for key, item in value.items() if key not in LEFT_OUT}
    if isinstance(value, list):
        return [_meaning(item) for item in value]
    return value
