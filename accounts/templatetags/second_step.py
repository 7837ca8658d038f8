"""How secrets and a browser's options stand in a page."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(options: Mapping[str, Any]) -> str:
    """For a data attribute, where it is escaped as any other words: no page of ours holds a script."""
    return json.dumps(options, separators=(",", ":"))


@register.filter
def in_fours(secret: str) -> str:
    """JBSW Y3DP …, as people copy it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
