""" "I need something …": every published exercise under what it may help with. The same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from journal.models import Exercise
from library import services as library

HELP_PAGES = {"safety": "pages:help_safety", "now": "pages:help", "grounding": "pages:pause"}


@dataclass(frozen=True)
class Tool:
    """An exercise: `url` leads to itself, `lesson_url` to where it is explained."""

    title: str
    url: str
    lighter: str
    lesson_title: str
    lesson_url: str


@dataclass(frozen=True)
class Need:
    key: str
    title: str
    hint: str
    help: str
    help_url: str
    tools: tuple[Tool, ...]


def tools_by_need() -> tuple[Need, ...]:
    """In the author's order; a need none of whose exercises is published is left out. Remembered for the edition."""
    return library.remembered("tools", _tools_by_need)


def _tools_by_need() -> tuple[Need, ...]:
    """Two queries."""
    tools = {exercise.key: _tool(exercise) for exercise in Exercise.objects.published().with_words()}
    needs = (
        Need(
            key=need.key,
            title=need.title,
            hint=need.hint,
            help=need.help or "",
            help_url=reverse(HELP_PAGES[need.help]) if need.help else "",
            tools=tuple(tools[key] for key in need.exercises if key in tools),
        )
        for need in library.needs()
    )
    return tuple(need for need in needs if need.tools)


def _tool(exercise: Exercise) -> Tool:
    return Tool(
        title=exercise.title,
        url=reverse("journal:form", args=[f"x{exercise.number}"]),
        lighter=exercise.current.definition.get("lighter", "") if exercise.current else "",
        lesson_title=exercise.lesson_title,
        lesson_url=exercise.lesson_url,
    )
