"""What of a compiled lesson goes into its row: links made real, and everything its page needs beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from library.grammar.trees import (
    CheckTree,
    CourseTree,
    ExerciseTree,
    HtmlPart,
    LessonTree,
    LibraryTree,
    ModuleTree,
    TermTree,
)

LESSON_LINK = re.compile(r'href="lesson:([a-z0-9-]+)"')
ANCHOR = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Surroundings:
    """The rest of the library, as far as one lesson needs it."""

    urls: Mapping[str, str]
    terms: Mapping[str, TermTree] = field(default_factory=dict)
    scales: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def lessons_in(tree: LibraryTree) -> Iterator[tuple[CourseTree, ModuleTree, LessonTree]]:
    for course in tree.courses:
        for module in course.modules:
            for lesson in module.lessons:
                yield course, module, lesson


def resolve(html: str, urls: Mapping[str, str]) -> str:
    """Real addresses for `lesson:id` links and for figures."""
    linked = LESSON_LINK.sub(lambda found: f'href="{urls.get(found[1], "#main")}"', html)
    return linked.replace(' src="figures/', ' src="/c/figures/')


def resolved_check(check: CheckTree, urls: Mapping[str, str]) -> CheckTree:
    return CheckTree.model_validate(_walk(check.model_dump(), urls))


def resolved_exercise(exercise: ExerciseTree, urls: Mapping[str, str]) -> ExerciseTree:
    return ExerciseTree.model_validate(_walk(exercise.model_dump(), urls))


def anchors_of(lesson: LessonTree) -> dict[str, str]:
    """Where on its page each live piece stands, by the piece's key."""
    return {part.key: part.anchor for part in lesson.parts if not isinstance(part, HtmlPart)}


def lesson_values(lesson: LessonTree, around: Mapping[str, Any], place: Surroundings) -> dict[str, Any]:
    """The values of a Lesson row, apart from where it stands."""
    return {
        "title": lesson.title,
        "purpose": lesson.purpose,
        "minutes": lesson.minutes,
        "words": lesson.words,
        "mentions": lesson.mentions,
        "needs": list(lesson.needs),
        "fork": "" if lesson.fork == "none" else lesson.fork,
        "is_required": lesson.required,
        "revision": lesson.revision,
        "digest": lesson.digest,
        "reviewed_by": lesson.reviewed_by,
        "reviewed_on": lesson.reviewed_on,
        "clinician_note": lesson.clinician_note,
        "parts": _parts(lesson, place.urls),
        "outline": [heading.model_dump(mode="json") for heading in lesson.outline],
        "extras": _extras(lesson, place),
        "around": {
            **around,
            "checks": [check.id for check in lesson.checks],
            "exercises": [exercise.id for exercise in lesson.exercises],
        },
    }


def _parts(lesson: LessonTree, urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parts as stored; where the skipped story ends can take the focus."""
    parts: list[dict[str, Any]] = [_walk(part.model_dump(mode="json"), urls) for part in lesson.parts]
    after = f'id="{_after_story(lesson)}"'
    for part in parts:
        if part["kind"] == "html":
            part["html"] = part["html"].replace(after, f'{after} tabindex="-1"', 1)
    return parts


def _extras(lesson: LessonTree, place: Surroundings) -> dict[str, Any]:
    terms = [place.terms[key] for key in lesson.terms if key in place.terms]
    return {
        "questionnaires": {
            key: dict(place.scales[key]) for key in lesson.questionnaires if key in place.scales
        },
        "terms": [
            {"key": t.key, "term": t.term, "html": resolve(t.definition_html, place.urls)} for t in terms
        ],
        "anchors": _anchors(lesson),
        "after_story": _after_story(lesson),
    }


def _anchors(lesson: LessonTree) -> list[str]:
    """Every place a reader can be at, in order."""
    found: list[str] = []
    for part in lesson.parts:
        found += ANCHOR.findall(part.html) if isinstance(part, HtmlPart) else [part.anchor]
    return found


def _after_story(lesson: LessonTree) -> str:
    """Where "skip the story" leads: the line of the contents after the story."""
    ids = [heading.id for heading in lesson.outline]
    stories = [place for place, name in enumerate(ids) if name.startswith("story-")]
    after = ids[stories[0] + 1 :] if stories else []
    return after[0] if after else ""


def _walk(value: Any, urls: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return resolve(value, urls)
    if isinstance(value, dict):
        return {key: _walk(item, urls) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_walk(item, urls) for item in value)
    return value


def neighbours(tree: LibraryTree, urls: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For each lesson: how many its module has, and the lessons before and after it in the course."""
    found: dict[str, dict[str, Any]] = {}
    for course in tree.courses:
        row = [(lesson, len(module.lessons)) for module in course.modules for lesson in module.lessons]
        cards = [{"title": lesson.title, "url": urls[lesson.id]} for lesson, _of in row]
        for index, (lesson, of) in enumerate(row):
            found[lesson.id] = {
                "of": of,
                "previous": cards[index - 1] if index else None,
                "next": cards[index + 1] if index + 1 < len(cards) else None,
            }
    return found
