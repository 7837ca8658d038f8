"""What is suggested as the client meets it: with the next lesson, how far they are, and what they may say to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from clinic.models import Assignment, Link
from clinic.querysets.work import AssignmentQuerySet
from clinic.services.works import Target, Work, lessons_of, scales_at, shelf, works_among
from courses.models import Lesson
from quizzes.models import Quiz

FIRST_ON_TODAY = 3


@dataclass(frozen=True)
class Suggestion:
    """One suggestion as the client sees it. Days are in words or empty; nothing is ever late.

    `done` of `total` lessons; for a set of questions 1 of 1 once it was handed in after it was suggested.
    """

    key: UUID
    link_key: UUID
    clinician_name: str
    title: str
    label: str
    url: str
    minutes: int
    note: str
    suggested_by: str
    state: str
    done: int
    total: int
    counts_lessons: bool = True
    planned_for: str = ""  # the day on which a step of a plan comes
    together_key: UUID | None = None

    @property
    def is_finished(self) -> bool:
        return self.done >= self.total

    @property
    def is_unanswered(self) -> bool:
        return self.state == Assignment.State.SUGGESTED

    @property
    def is_taken_on(self) -> bool:
        return self.state == Assignment.State.ACCEPTED

    @property
    def is_less(self) -> bool:
        return self.state == Assignment.State.LESS

    @property
    def decline_url(self) -> str:
        return reverse("clinic:decline_assignment", args=[self.key])


@dataclass(frozen=True)
class FromClinician:
    """What one clinician suggests, for Today: the first few, and how many more stand on their page."""

    clinician_name: str
    link_key: UUID
    first: tuple[Suggestion, ...]
    more: int


@dataclass(frozen=True)
class Planned:
    """Steps that came of one plan and are still to come; `key` is None for what was never part of one."""

    key: UUID | None
    steps: tuple[Suggestion, ...]


@dataclass(frozen=True)
class SuggestedPage:
    """All of one clinician's suggestions on the client's page about them."""

    now: tuple[Suggestion, ...] = ()
    finished: tuple[Suggestion, ...] = ()
    later: tuple[Planned, ...] = ()
    declined: tuple[Suggestion, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.now or self.finished or self.later or self.declined)


def assignments_for(client: User) -> list[Suggestion]:
    """What stands for Today: not what is finished, declined, taken back, retired, ended, or planned for later."""
    return [each for each in suggestions_of(client) if not each.is_finished and not each.planned_for]


def grouped(suggestions: Iterable[Suggestion]) -> list[FromClinician]:
    """What stands for Today, a group for each clinician, so that one card speaks for each of them."""
    groups: dict[UUID, list[Suggestion]] = {}
    for each in suggestions:
        if not each.is_finished and not each.planned_for:
            groups.setdefault(each.link_key, []).append(each)
    return [
        FromClinician(
            some[0].clinician_name, key, tuple(some[:FIRST_ON_TODAY]), max(0, len(some) - FIRST_ON_TODAY)
        )
        for key, some in groups.items()
    ]


def suggestions_of(client: User, link: Link | None = None) -> list[Suggestion]:
    """Standing suggestions with how far the client is, finished and later ones too.

    Two queries for any number, none but the first where there is nothing, one more where questions are among them.
    """
    rows = Assignment.objects.visible_to(client).of_client(client).standing().in_order()
    return _shown(client, rows.filter(link=link) if link else rows)


def suggested_page(*, link: Link) -> SuggestedPage:
    """Everything this clinician suggested, also what the client said no to and may still come back to."""
    client = link.client
    standing = suggestions_of(client, link)
    refused = Assignment.objects.visible_to(client).declined().filter(link=link).by_moment()
    said_no = _shown(client, refused)
    stands = {(each.label, each.title) for each in standing}
    gone = {name: each for each in said_no if (name := (each.label, each.title)) not in stands}
    later = _together(each for each in standing if each.planned_for and not each.is_finished)
    return SuggestedPage(
        now=tuple(each for each in standing if not each.planned_for and not each.is_finished),
        finished=tuple(each for each in standing if each.is_finished),
        later=tuple(
            Planned(key, tuple(some)) for key, some in groupby(later, key=lambda one: one.together_key)
        ),
        declined=tuple(gone.values()),
    )


def preview_of(*, link: Link, refs: Iterable[str], note: str, by_on: date | None) -> list[Suggestion]:
    """What the client would see, built by the same code; nothing is saved and the client's progress is not read."""
    works, now = shelf().works, timezone.now()
    draft = Assignment(link=link, note=note.strip(), by_on=by_on, shown_from=now)
    return [_suggestion(draft, works[ref], _Progress(), now) for ref in dict.fromkeys(refs) if ref in works]


def day_in_words(day: date | None) -> str:
    return date_format(day, "l j F") if day else ""


@dataclass(frozen=True)
class _Progress:
    """What the client finished: keys of lessons, and when they last handed in each set of questions."""

    lessons: Collection[str] = frozenset()
    answered: Mapping[str, datetime | None] = field(default_factory=dict)

    def waiting(self, work: Work) -> list[str]:
        """Addresses of the lessons that are still to be read."""
        return [lesson.get_absolute_url() for lesson in work.counted if lesson.key not in self.lessons]


def _shown(client: User, rows: AssignmentQuerySet) -> list[Suggestion]:
    assignments = list(rows.select_related("link__clinician"))
    if not assignments:
        return []
    lessons = list(lessons_of(assignments).with_progress_of(client))
    scales = scales_at(map(_target, assignments)).with_sheets_of(client)
    finished = {lesson.key for lesson in lessons if lesson.is_finished}
    return shown(assignments, lessons=lessons, finished=finished, scales=list(scales), now=timezone.now())


def shown(
    assignments: Iterable[Assignment],
    *,
    lessons: Iterable[Lesson],
    finished: Collection[str],
    scales: Sequence[Quiz],
    now: datetime,
) -> list[Suggestion]:
    """As the client meets them. Lessons and sets of questions are those that are suggested, and perhaps others;
    `finished` are keys of lessons, and the questions know when the client handed them in."""
    rows = [(each, _target(each)) for each in assignments]
    works = works_among({target for _, target in rows}, tuple(lessons), scales)
    progress = _Progress(finished, {quiz.key: getattr(quiz, "handed_in_at", None) for quiz in scales})
    return [_suggestion(each, works[target], progress, now) for each, target in rows if target in works]


def _target(assignment: Assignment) -> Target:
    return assignment.target, assignment.target_key


def _suggestion(assignment: Assignment, work: Work, progress: _Progress, now: datetime) -> Suggestion:
    waiting = progress.waiting(work)
    if work.quiz:
        at = progress.answered.get(work.key)
        done, total = int(at is not None and at >= assignment.shown_from), 1
    else:
        done, total = len(work.counted) - len(waiting), len(work.counted)
    planned = assignment.shown_from > now
    return Suggestion(
        key=assignment.key,
        link_key=assignment.link.key,
        clinician_name=assignment.link.clinician.professional_name,
        title=work.title,
        label=work.label,
        url=waiting[0] if waiting else work.url,
        minutes=work.minutes,
        note=assignment.note or "",
        suggested_by=day_in_words(assignment.by_on),
        state=assignment.state,
        done=done,
        total=total,
        counts_lessons=work.quiz is None,
        planned_for=day_in_words(timezone.localdate(assignment.shown_from)) if planned else "",
        together_key=assignment.together_key,
    )


def _together(later: Iterable[Suggestion]) -> list[Suggestion]:
    """Steps of one plan beside each other, in the order in which the first of each stands."""
    found = list(later)
    places = {each.together_key: place for place, each in reversed(list(enumerate(found)))}
    return sorted(found, key=lambda each: places[each.together_key])
