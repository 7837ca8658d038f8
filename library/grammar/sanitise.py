"""The allow-list: the only elements and attributes that published HTML may hold."""

from __future__ import annotations

import nh3

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "id", "aria-label", "rel"},
    "blockquote": set(),
    "br": set(),
    "cite": set(),
    "code": set(),
    "div": set(),
    "em": set(),
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "hr": {"data-slot"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "p": set(),
    "section": {"id", "aria-labelledby"},
    "strong": set(),
    "sup": set(),
    "ul": set(),
}
CLASSES: dict[str, set[str]] = {
    "a": {"term"},
    "div": {"do", "do__side", "do__side--yes", "do__side--no"},
    "h2": {"block__label"},
    "h3": {"block__label", "do__label"},
    "h4": {"do__label"},
    "img": {"figure"},
    "ol": {"sources"},
    "p": {"source__strength"},
    "section": {
        "block",
        "block--story",
        "block--key",
        "block--ground",
        "block--caution",
        "block--do",
        "sources-section",
    },
}
SCHEMES = {"https", "lesson"}
_CLEANER = nh3.Cleaner(
    tags=set(ATTRIBUTES),
    attributes={tag: allowed for tag, allowed in ATTRIBUTES.items() if allowed},
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> str:
    """HTML with nothing in it but what the allow-list names."""
    return str(_CLEANER.clean(html))
