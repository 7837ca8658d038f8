"""The ground of a map, for pages of others that draw a place on it: {% load maps %}{% map_ground "plane" %}."""

from __future__ import annotations

from django import template

register = template.Library()


@register.inclusion_tag("quizzes/ground.html")
def map_ground(name: str) -> dict[str, str]:
    """Inside an SVG of 400 by 400; `name` begins the ids, and `{name}-edge` cuts off what lies outside."""
    return {"id": name}
