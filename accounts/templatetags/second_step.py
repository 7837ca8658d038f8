"""How secrets and a browser's options stand in a page."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import template

from accounts import access

register = template.Library()


@register.filter
def as_json(options: Mapping[str, Any]) -> str:
    """For a data attribute, where it is escaped as any other words: no page of ours holds a script."""
    return json.dumps(options, separators=(",", ":"))


@register.filter
def in_fours(secret: str) -> str:
    """JBSW Y3DP …, as people copy it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def passkey_key(passkey: Authenticator) -> UUID:
    """What stands in its addresses."""
    return access.passkey_key(passkey)
