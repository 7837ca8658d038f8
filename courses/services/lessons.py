"""What a lesson's page shows to one reader, fetched in as few queries as it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Lesson, LessonAddress
from courses.rules.paths import OnPath, Stop
from journal.services import FormState, exercise_states
from quizzes.services import states_of

NOW_OR_THEN = "now-or-then"
SKIP = "You can skip the story."


@dataclass(frozen=True)
class PagePart:
    """A piece of the page: ready HTML, or a live piece with what it needs. `after` is where skipping it leads."""

    kind: str
    html: str = ""
    anchor: str = ""
    after: str = ""
    check: Any = None
    exercise: FormState | None = None
    questionnaire: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class LessonPage:
    lesson: Lesson
    parts: tuple[PagePart, ...]
    finished_at: datetime | None = None
    is_new_since: bool = False
    place: str = ""
    place_words: str = ""
    grounding: Lesson | None = None
    asks_now_or_then: bool = False
    outline: list[dict[str, Any]] = field(default_factory=list)
    is_enrolled: bool = False
    return_on: date | None = None
    url: str = ""
    read_in: Course | None = None
    on_path: OnPath | None = None
    previous: Stop | None = None
    following: Stop | None = None

    @property
    def query(self) -> str:
        """What keeps the reader on the path, for every address of this page."""
        return self.on_path.query if self.on_path else ""

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def mentions(self) -> str:
        """The content note without the sentence that the page turns into a link."""
        has_link = bool(self.lesson.extras.get("after_story"))
        return self.lesson.mentions.replace(SKIP, "").strip() if has_link else self.lesson.mentions


def lesson_page(
    *, reader: User | AnonymousUser, address: LessonAddress, more: Mapping[str, int] | None = None
) -> LessonPage:
    """One query for the checks and one for the exercises; one more where the lesson asks for grounding first."""
    lesson: Lesson = address.lesson
    learner = reader if isinstance(reader, User) else None
    checks = states_of(learner=learner, offered=lesson.offered_checks)
    exercises = exercise_states(writer=learner, offered=lesson.offered_exercises, more=more)
    finished = getattr(address, "finished_revision", None)
    return_on = getattr(address, "return_on", None)
    place = getattr(address, "place", None) or ""
    return LessonPage(
        lesson=lesson,
        parts=tuple(page_parts(lesson, checks, exercises)),
        finished_at=getattr(address, "finished_at", None),
        is_new_since=finished is not None and finished < lesson.revision,
        place=place,
        place_words=words_of(lesson, place),
        grounding=_grounding(lesson, learner) if lesson.needs else None,
        asks_now_or_then=lesson.fork == NOW_OR_THEN,
        outline=lesson.outline,
        is_enrolled=getattr(address, "is_enrolled", False),
        return_on=return_on if return_on and return_on > timezone.localdate() else None,
        url=address.url,
        read_in=address.read_in,
        on_path=address.on_path,
        previous=address.previous,
        following=address.following,
    )


def page_parts(
    lesson: Lesson, checks: Mapping[str, Any], exercises: Mapping[str, FormState]
) -> Iterator[PagePart]:
    """The stored parts with their live pieces put in; a piece that is no longer offered is left out."""
    following = _following(lesson)
    for part in lesson.parts:
        kind, key, anchor = part["kind"], part.get("key", ""), part.get("anchor", "")
        after = following.get(anchor, "finished")
        if kind == "html":
            yield PagePart(kind, html=part["html"])
        elif kind == "check" and key in checks:
            yield PagePart(kind, anchor=anchor, after=after, check=checks[key])
        elif kind == "exercise" and key in exercises:
            yield PagePart(kind, anchor=anchor, after=after, exercise=exercises[key])
        elif kind == "questionnaire" and key in lesson.extras["questionnaires"]:
            scale = lesson.extras["questionnaires"][key]
            yield PagePart(kind, anchor=anchor, after=after, questionnaire=scale)


def words_of(lesson: Lesson, place: str) -> str:
    """The line of the contents at or before a place; empty for the top or a place that is gone."""
    anchors = lesson.extras.get("anchors", [])
    if place not in anchors:
        return ""
    before = set(anchors[: anchors.index(place) + 1])
    reached = [heading["text"] for heading in lesson.outline if heading["id"] in before]
    return reached[-1] if reached else ""


def _following(lesson: Lesson) -> dict[str, str]:
    ids = [heading["id"] for heading in lesson.outline]
    return dict(pairwise(ids))


def _grounding(lesson: Lesson, learner: User | None) -> Lesson | None:
    """The lesson to offer first, unless one of what is needed was opened. A fork, never a lock."""
    needed = (
        Lesson.objects.published().light().filter(Q(key__in=lesson.needs) | Q(module__key__in=lesson.needs))
    )
    if learner is None:
        return needed.first()
    offered = list(needed.with_progress_of(learner))
    return offered[0] if offered and not any(one.is_opened for one in offered) else None
