"""What clinicians left for a client, for the page that hosts it: {% from_clinicians clinic %}."""

from typing import Any

from django import template
from django.template import Context

from clinic.services import ForToday

register = template.Library()


@register.inclusion_tag("clinic/parts/today_work.html", takes_context=True)
def from_clinicians(context: Context, clinic: ForToday) -> dict[str, Any]:
    return {
        "groups": clinic.assignments,
        "nudges": clinic.nudges,
        "questions": clinic.questions,
        "back": context["request"].path,
        "csrf_token": context.get("csrf_token"),
    }
