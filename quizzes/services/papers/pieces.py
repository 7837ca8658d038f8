"""What papers are made of: blocks as templates/pdf/result.typ takes them, numbers and days as pages write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quizzes.rules.reading import Dimension

Block = dict[str, Any]
DAY, TIME = "j F Y", "j F Y, H:i"


def heading(level: int, words: str) -> Block:
    return {"kind": "heading", "level": level, "text": words}


def para(words: str) -> Block:
    return {"kind": "para", "text": words}


def small(words: str) -> Block:
    return {"kind": "small", "text": words}


def told_of(one: Dimension) -> dict[str, str]:
    return {
        "value": floatformat(one.value, 1),
        "low": floatformat(one.low, 1),
        "high": floatformat(one.high, 1),
    }


def number(value: float | None) -> str:
    return _("not scored") if value is None else floatformat(value, 1)


def day(moment: datetime | None, form: str) -> str:
    return date_format(timezone.localtime(moment), form) if moment else ""
