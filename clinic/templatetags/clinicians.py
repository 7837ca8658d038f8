"""What clinicians left for a client, for the page that hosts it: {% from_clinicians groups nudges %}."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context

from clinic.services import FromClinician, NudgeShown

register = template.Library()


@register.inclusion_tag("clinic/parts/today_work.html", takes_context=True)
def from_clinicians(
    context: Context, groups: Sequence[FromClinician], nudges: Sequence[NudgeShown]
) -> dict[str, Any]:
    request = context["request"]
    return {"groups": groups, "nudges": nudges, "back": request.path, "csrf_token": context.get("csrf_token")}
