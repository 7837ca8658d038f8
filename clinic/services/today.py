"""What Today says of a person's clinicians: one question, however many they are and whatever they left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from accounts.models import User
from clinic.models import Assignment, Link
from clinic.querysets.links import LinkQuerySet
from clinic.services.closings import Question, questions_among
from clinic.services.contact import ContactShown, contact_of
from clinic.services.nudges import NudgeShown, latest_of
from clinic.services.suggestions import FromClinician, grouped, shown
from clinic.services.works import lessons_of
from courses.models import Lesson
from courses.querysets.library import LessonQuerySet
from quizzes.models import Quiz


@dataclass(frozen=True)
class ForToday:
    contacts: Sequence[ContactShown] = ()
    assignments: Sequence[FromClinician] = ()
    nudges: Sequence[NudgeShown] = ()
    questions: Sequence[Question] = ()


@dataclass(frozen=True)
class Left:
    """What clinicians left for a client, not in words yet; the page reads the lessons with what it needs of them."""

    client: User
    links: Sequence[Link]  # as LinkQuerySet.for_today finds them

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Standing suggestions of standing clinicians, in their order."""
        standing = (link for link in self.links if link.clinician.is_clinician)
        found = (getattr(link, "suggested", None) for link in standing)
        return sorted(filter(None, found), key=lambda each: (each.position, each.shown_from, each.pk))

    @property
    def lessons(self) -> LessonQuerySet | None:
        """All that the suggestions lead to; None where nothing is suggested."""
        return lessons_of(self.assignments) if self.assignments else None


def left_for(*, client: User) -> Left:
    """One query for anybody."""
    return Left(client, tuple(_left().visible_to(client).of_client(client)))


@cache
def _left() -> LinkQuerySet:
    """Not asked yet; put together once, which takes longer than to ask it."""
    return Link.objects.active().for_today()


def for_today(
    *,
    left: Left,
    lessons: Iterable[Lesson],
    finished: Collection[str],
    scales: Sequence[Quiz],
    now: datetime,
) -> ForToday:
    """Requests for contact that wait, what was suggested, nudges, what is asked again; no query but for a request.

    `lessons` hold those of `left`, `finished` the keys of those that are; `scales` are the sets of questions on offer.
    """
    has_contact = any(getattr(link, "has_contact", False) for link in left.links)
    suggestions = shown(left.assignments, lessons=lessons, finished=finished, scales=scales, now=now)
    return ForToday(
        contacts=contact_of(client=left.client, now=now) if has_contact else (),
        assignments=grouped(suggestions),
        nudges=latest_of(left.links),
        questions=questions_among(left.links),
    )
