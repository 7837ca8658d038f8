"""Checking in and the drawing of two weeks, for the pages that host them.

{% load check_ins %}
{% check_in_form arriving next=request.path %}   arriving: journal.services.checkins.Arriving
{% check_in_trend arriving.figure %}
{% check_in_trend figure list="#days" %}          for a reader whose list of the same days stands elsewhere
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from journal.rules.trend import HEIGHT, MARGIN, WIDTH, Dot
from journal.services.checkins import Arriving, Figure

register = template.Library()


@register.inclusion_tag("journal/checkin_form.html", takes_context=True)
def check_in_form(context: Context, arriving: Arriving, next: str = "") -> dict[str, Any]:  # noqa: A002
    """The words are the page's: `next` is what the query parameter is called everywhere."""
    return {"arriving": arriving, "next": next, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("journal/trend.html")
def check_in_trend(figure: Figure, list: str = "") -> dict[str, Any]:  # noqa: A002
    """`list` is the address of the same days in words; without it, the writer's own list."""
    levels = (MARGIN, HEIGHT // 2, HEIGHT - MARGIN)
    address = list or f"{reverse('journal:check_ins')}#list"
    return {"figure": figure, "width": WIDTH, "height": HEIGHT, "levels": levels, "list": address}


@register.filter
def path(dots: tuple[Dot, ...]) -> str:
    """The dots joined, as the `d` of an SVG path; numbers without the comma of any language."""
    return "M" + " ".join(f"{dot.x:g} {dot.y:g}" for dot in dots)


@register.filter
def spot(number: float) -> str:
    return f"{number:g}"
