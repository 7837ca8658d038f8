"""Fills in what stands on a page, knowing nothing but the page: a value for each kind of control."""

from __future__ import annotations

from tests.library_walk.page import Control, Form

A_DAY = "2026-11-22"
Sent = dict[str, list[str]]


def fill(form: Form, field: str) -> Sent:
    """Something in every control of one field of an exercise, as hands would put it there."""
    sent: Sent = {}
    for control in form.of(f"f-{field}"):
        value = _value(control, len(sent))
        if value and (control.kind == "checkbox" or control.name not in sent):
            sent.setdefault(control.name, []).append(value)
    return sent


def _value(control: Control, number: int) -> str:
    if control.kind in {"radio", "checkbox"}:
        return control.value  # a radio group without an answer has an empty one
    if control.kind == "number":
        return control.most
    if control.kind == "date":
        return A_DAY
    return f"lantern {number} in {control.name}"
