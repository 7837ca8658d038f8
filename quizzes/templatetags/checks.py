"""A knowledge check as a form, for the page that hosts it.

{% load checks %}{% check_form state next=request.path anchor=part.anchor %}
`state` is one of quizzes.services.check_states; the form comes back to `next`, at the check.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from quizzes.rules.marking import Remark
from quizzes.rules.states import CheckState

register = template.Library()


@register.inclusion_tag("quizzes/check_form.html", takes_context=True)
def check_form(
    context: Context,
    state: CheckState,
    next: str = "",  # noqa: A002 (what the query parameter is called everywhere)
    anchor: str = "check",
    stamp: str = "",
) -> dict[str, Any]:
    """Under `stamp`, which names the words of the page, questions that wait for a first answer are kept: they are the
    same for everybody."""
    back = f"{next}#{anchor}" if next and "#" not in next else next
    return {
        "state": state,
        "next": back,
        "anchor": anchor,
        "kept_under": stamp if state.is_blank else "",
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def lead(remark: Remark) -> str:
    """A word before the feedback, unless the author already put it there."""
    if not remark.is_chosen:
        return _("This one fits too.")
    if not remark.is_right:
        return _("Not quite.")
    return "" if remark.feedback_html.startswith("Yes") else _("Yes, that one.")
