"""Words that rules chose, shown in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def in_words(sentence: str) -> str:
    return gettext(sentence) if sentence else ""
