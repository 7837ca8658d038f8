"""Puts hostile text into every place where somebody's words stand: each place its own share, with a mark to know it by.

Where a form takes less than a share, the row is written to past it: so one page shows hundreds of payloads at once.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from accounts.models import ClinicianRequest, User
from clinic.models import Assignment, Invitation, Link, Pick, Plan, PlanStep, Profile
from courses.models import Course, Findable, Lesson, Module
from journal.models import Entry, Exercise, NoteFromMe
from library.models import Change, FeelingGroup, Need, StartQuestion, SupportLine, Term
from quizzes.models import Quiz, Sitting
from tests.hostile.corpora import MARKED, naughty, scripts

SHARES = 100
MARK = "kittiwake"
# Columns of words, by who writes them. `Findable` is what search keeps of the author's.
PEOPLES: dict[type[models.Model], tuple[str, ...]] = {
    User: ("greeting_name", "professional_name"),
    ClinicianRequest: (
        "professional_name", "profession", "licensing_body", "licence_number", "country", "note"
    ),
    Invitation: ("reference",),
    Link: ("reference",),
    Profile: ("reply_hours",),
    Pick: ("words",),
    Assignment: ("note",),
    Plan: ("title",),
    PlanStep: ("note",),
    NoteFromMe: ("words",),
}  # fmt: skip
AUTHORS: dict[type[models.Model], tuple[str, ...]] = {
    Course: ("title", "summary", "cannot"),
    Module: ("title", "purpose"),
    Lesson: ("title", "purpose", "mentions", "reviewed_by", "clinician_note"),
    Term: ("term",),
    Exercise: ("title", "course_title", "lesson_title"),
    Quiz: ("title",),
    FeelingGroup: ("title",),
    Need: ("title", "hint"),
    StartQuestion: ("text",),
    Change: ("what",),
    SupportLine: ("service", "hours"),
    Findable: ("title", "where", "lead", "text"),
}
WORDS_IN_TREES = {
    "title",
    "text",
    "label",
    "help",
    "lighter",
    "low",
    "high",
    "instructions",
    "holder",
    "citation",
}


def share(number: int, *, of: int = SHARES) -> str:
    """One part of all payloads, a line each."""
    everything = [*scripts(), *naughty()]
    lines = [*MARKED, *everything[number % of :: of]]
    return "\n".join(line.replace("\x00", "") for line in lines).encode("utf-8", "replace").decode()


class Saturation:
    """Gives each place the next share; remembers which mark stands where."""

    def __init__(self, turn: int = 0, *, shares: int = SHARES) -> None:
        self.turn, self.shares = turn, shares
        self.places: dict[str, str] = {}

    def words_for(self, place: str) -> str:
        number = len(self.places)
        mark = f"{MARK}{number:03d}"
        self.places[mark] = place
        return f"{mark} {share(number + self.turn, of=self.shares)}"

    def fill(self) -> None:
        """Every row of everybody's words, and of the author's."""
        for model, columns in (PEOPLES | AUTHORS).items():
            for row in model._default_manager.all():
                self._fill_row(row, columns)
        for owner in (*Quiz.objects.all(), *Exercise.objects.all()):
            self._replace_version(owner)
        for course in Course.objects.all():
            course.for_whom = course.not_for = [self.words_for("Course.for_whom")]
            course.save(update_fields=["for_whom", "not_for"])
        for entry in Entry.objects.all():
            entry.body = self._in_body(entry.body)
            entry.save()

    def _replace_version(self, owner: Quiz | Exercise) -> None:
        """A version is never changed, by nobody: another one takes its place, past the compiler that refuses it."""
        version = type(owner.current)._default_manager.get(pk=owner.current_id)
        version.definition = self._in_tree(version.definition, type(version).__name__)
        version.pk, version._state.adding = None, True
        version.digest = f"{version.digest[1:]}h"
        if isinstance(owner, Exercise):
            version.revision += 1
        version.save()
        owner.current = version
        owner.save()
        if isinstance(owner, Quiz):
            Sitting._base_manager.filter(quiz=owner).update(version=version)

    def _fill_row(self, row: models.Model, columns: tuple[str, ...]) -> None:
        for column in columns:
            if getattr(row, column):
                setattr(row, column, self._fitting(row, column))
        row.save()

    def _fitting(self, row: models.Model, column: str) -> str:
        """SQLite takes any length; PostgreSQL gets as much as its column holds."""
        words = self.words_for(f"{type(row).__name__}.{column}")
        most = getattr(row._meta.get_field(column), "max_length", None)
        return words[:most] if most and connection.vendor == "postgresql" else words

    def _in_tree(self, tree: Any, place: str) -> Any:
        if isinstance(tree, list):
            return [self._in_tree(part, place) for part in tree]
        if not isinstance(tree, dict):
            return tree
        return {
            key: self.words_for(f"{place}.{key}")
            if key in WORDS_IN_TREES and isinstance(value, str) and value
            else self._in_tree(value, place)
            for key, value in tree.items()
        }

    def _in_body(self, body: Any) -> Any:
        """Answers are words wherever they are words: alone, in rows, in lists."""
        fields = {
            name: {**held, "v": self._in_answer(held.get("v"), name)} for name, held in body["fields"].items()
        }
        return {**body, "fields": fields}

    def _in_answer(self, value: Any, name: str) -> Any:
        if isinstance(value, str):
            return self.words_for(f"Entry.{name}")
        return [self._in_answer(part, name) for part in value] if isinstance(value, list) else value

    @property
    def everywhere(self) -> set[str]:
        return set(self.places.values())

    def places_in(self, html: str) -> set[str]:
        return {place for mark, place in self.places.items() if mark in html}
