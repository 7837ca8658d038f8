"""What the list of clients reads about many people at once; each of them is asked whether it may be used."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from clinic.models import Assignment, Link, Sharing
from clinic.rules.listing import FORTNIGHT, next_day
from clinic.services.progress import Finished, finished_of, lessons_of_works
from clinic.services.scales import answered_since


@dataclass(frozen=True)
class Yes:
    """One standing yes, without the row it is kept in."""

    kind: str
    named: frozenset[str]
    granted_at: datetime

    @property
    def label(self) -> str:
        return str(Sharing.Kind(self.kind).label)


@dataclass(frozen=True)
class Person:
    """A client before anything of theirs is read: the link, what is agreed, and the request they made themselves."""

    link: Link
    yeses: tuple[Yes, ...]
    names: frozenset[str]  # all that the words of these name

    @property
    def is_paused(self) -> bool:
        return self.link.paused_at is not None

    @property
    def waits(self) -> bool:
        """For the client's answer, since the clinician's pages were opened again after a suspension."""
        return bool(self.link.agreed_in_term != self.link.term)  # type: ignore[attr-defined]

    @property
    def is_shut(self) -> bool:
        return self.is_paused or self.waits

    @property
    def asked_at(self) -> datetime | None:
        found: datetime | None = self.link.asked_at  # type: ignore[attr-defined]
        return found

    @property
    def last_visit_on(self) -> date | None:
        found: date | None = self.link.client_last_seen_on  # type: ignore[attr-defined]
        return found if self.lets("last_visit") else None

    def lets(self, name: str) -> bool:
        return name in self.names


class _Work(NamedTuple):
    """What a row needs of a suggestion."""

    link_pk: int
    target: str
    key: str
    state: str
    by_on: date | None
    shown_from: datetime


@dataclass(frozen=True)
class Facts:
    """By person, read for many of them at once."""

    suggested: Mapping[int, Sequence[_Work]]  # by Link.pk; what was declined too, not what was taken back
    lessons: Mapping[tuple[str, str], frozenset[int]]
    finished: Finished
    answered: Mapping[tuple[int, str], datetime]
    now: datetime
    today: date  # of the reader

    def waiting(self, person: Person) -> int:
        """Suggested, shown by now, and neither answered nor finished."""
        return sum(map(self._is_unanswered, self._open_works(person)))

    def kinds_read(self, person: Person) -> list[str]:
        """Which kinds of sharing their row rests on, besides their answers to suggestions."""
        asks_questions = any(work.target == Assignment.Target.SCALE for work in self._works(person))
        return [
            *([Sharing.Kind.PROGRESS] if person.lets("lessons") else ()),
            *([Sharing.Kind.SCORES] if person.lets("results") and asks_questions else ()),
        ]

    def is_read(self, person: Person) -> bool:
        """Whether anything of theirs is: what they share, or what they said to a suggestion, if only by silence."""
        return bool(self.kinds_read(person) or self._works(person))

    def is_left_out_by_reading(self, person: Person) -> bool:
        """Nothing waits, and it takes their answers, lessons or results to know that."""
        return not self.waiting(person) and bool(self._works(person))

    def next_on(self, person: Person) -> date | None:
        """The next day named as a suggestion, or on which a step of a plan is yet to come."""
        days: list[date | None] = []
        for work in self._open_works(person):
            days.append(work.by_on)
            if work.shown_from > self.now:
                days.append(timezone.localdate(work.shown_from))
        return next_day(days, today=self.today)

    def _works(self, person: Person) -> Sequence[_Work]:
        return self.suggested.get(person.link.pk, ())

    def _open_works(self, person: Person) -> Iterator[_Work]:
        standing = (work for work in self._works(person) if work.state != Assignment.State.DECLINED)
        return (work for work in standing if not self._is_finished(person, work))

    def _is_unanswered(self, work: _Work) -> bool:
        return work.state == Assignment.State.SUGGESTED and work.shown_from <= self.now

    def _is_finished(self, person: Person, work: _Work) -> bool:
        """Only where they agreed to show it; else nobody knows."""
        if work.target == Assignment.Target.SCALE:
            moment = self.answered.get((person.link.client_id, work.key))
            return person.lets("results") and moment is not None and moment >= work.shown_from
        lessons = self.lessons.get((work.target, work.key), frozenset())
        return person.lets("lessons") and self.finished.holds(person.link.client_id, lessons)


def facts_of(people: Sequence[Person], now: datetime) -> Facts:
    """Three queries, and a fourth where questions were suggested. Nobody's lessons are looked at who has not agreed."""
    suggested: dict[int, list[_Work]] = defaultdict(list)
    rows = Assignment.objects.answerable().filter(
        link__in=[person.link.pk for person in people if not person.is_shut]
    )
    for row in rows.values_list("link_id", "target", "target_key", "state", "by_on", "shown_from"):
        suggested[row[0]].append(_Work(*row))
    works = [work for some in suggested.values() for work in some]
    lessons = lessons_of_works()
    targets = {(work.target, work.key) for work in works}
    finished = finished_of(
        learner_ids=[person.link.client_id for person in people if person.lets("lessons")],
        lesson_ids=frozenset().union(*(lessons.get(target, frozenset()) for target in targets)),
        since=now - FORTNIGHT,
    )
    return Facts(suggested, lessons, finished, _answered(people, works), now, timezone.localdate(now))


def _answered(people: Sequence[Person], works: Iterable[_Work]) -> Mapping[tuple[int, str], datetime]:
    asked = {work.key for work in works if work.target == Assignment.Target.SCALE}
    agree = [person.link.client_id for person in people if person.lets("results")]
    return answered_since(learner_ids=agree, quiz_keys=asked) if asked and agree else {}
