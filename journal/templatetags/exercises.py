"""An exercise as a form, for the page that hosts it, and what was written in it, to read.

{% load exercises %}
{% exercise_form state next=request.path anchor=part.anchor stamp=lesson.stamp %}   state: services.states.FormState
{% entry_fields state %}                                         the answers, to read and to print
The form comes back to `next`, at the exercise. `after` is the id that "Skip this exercise" leads to. `stamp` names the
words of the page: under it fields that nobody has written into are kept, as they are the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template import Context
from django.utils.translation import gettext as _

from journal.rules.signs import FIELD, prints_notes, was_kept
from journal.services import FieldState, FormState
from journal.services.settling import way_to_settle
from journal.services.states import Group
from library.grammar.trees import FeelingGroupTree

register = template.Library()


@dataclass(frozen=True)
class Control:
    """A field with its place on the page. No key holds an underscore, so no id can pass for another field's."""

    state: FieldState
    anchor: str

    @property
    def id(self) -> str:
        return f"{self.anchor}-f-{self.state.key}"

    @property
    def name(self) -> str:
        return FIELD + self.state.key

    @property
    def template(self) -> str:
        return f"journal/fields/{self.state.field.type}.html"

    @property
    def described(self) -> str:
        """The ids of what stands between label and control, in that order."""
        said = {
            "hint": self.state.field.help,
            "was": self.state.was_label,
            "error": self.state.error,
            "ends": self.state.field.type == "slider",
        }
        return " ".join(f"{self.id}_{name}" for name, words in said.items() if words)


@register.inclusion_tag("journal/exercise_form.html", takes_context=True)
def exercise_form(
    context: Context,
    state: FormState,
    next: str = "",  # noqa: A002 (what the query parameter is called everywhere)
    anchor: str = "exercise",
    after: str = "",
    heading: bool = True,
    asks_now_or_then: bool = False,
    stamp: str = "",
) -> dict[str, Any]:
    request = context.get("request")
    asked = request.GET if request else {}
    is_kept_now = was_kept(state.form.name) in _tags(request)
    return {
        "state": state,
        "controls": [Control(one, anchor) for one in state.fields],
        "next": f"{next}#{anchor}" if next and "#" not in next else next,
        "anchor": anchor,
        "after": after or f"{anchor}-after",
        "has_after": bool(after),
        "has_heading": heading,
        "asks_now_or_then": asks_now_or_then,
        "is_open": state.is_begun or is_kept_now or asked.get("at") == state.form.name,
        "is_kept_now": is_kept_now,
        "settle_steps": way_to_settle(state.form.number or 0),
        "prints_notes": prints_notes(asked),
        "kept_under": stamp if state.is_blank else "",
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }


@register.inclusion_tag("journal/entry_fields.html")
def entry_fields(state: FormState) -> dict[str, Any]:
    return {"fields": state.fields}


@register.filter
def chosen(group: Group) -> int:
    """How many words of a group are chosen."""
    return sum(option.is_chosen for option in group.options)


@register.filter
def axes(group: FeelingGroupTree | None) -> str:
    """Where a group lies: how much energy is in it, and how it is to have."""
    if group is None:
        return ""
    if group.tone == "pleasant":
        return (
            _("Pleasant, with a lot of energy")
            if group.energy == "high"
            else _("Pleasant, with little energy")
        )
    return (
        _("Hard to have, with a lot of energy")
        if group.energy == "high"
        else _("Hard to have, with little energy")
    )


@register.filter
def named(field_columns: tuple[str, ...], cells: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    """The cells of a row with the column each stands in; an older answer may have more of them."""
    columns = [*field_columns, *[""] * (len(cells) - len(field_columns))]
    return list(zip(columns, cells, strict=False))


def _tags(request: Any) -> set[str]:
    if request is None or not request.user.is_authenticated:
        return set()
    return {message.extra_tags for message in get_messages(request)}
