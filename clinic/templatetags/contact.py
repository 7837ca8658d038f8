"""A client's waiting request for contact, for the page that hosts it: {% load contact %}{% contact_state each %}."""

from typing import Any

from django import template
from django.template import Context

from clinic.services import ContactShown

register = template.Library()


@register.inclusion_tag("clinic/parts/contact_client.html", takes_context=True)
def contact_state(context: Context, contact: ContactShown) -> dict[str, Any]:
    return {"contact": contact, "csrf_token": context.get("csrf_token")}
