"""Putting the authors' checks and scales into rows, by permanent id. A version that exists is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from common.rows import settle
from library.grammar.trees import CheckTree, ScaleTree
from quizzes.models import Quiz, QuizVersion, Sitting
from quizzes.publishing import words
from quizzes.rules import shapes


@dataclass(frozen=True)
class Refusal:
    """Something that cannot be published, the number of people it would concern, and how to mend it."""

    key: str
    people: int
    sentence: str


@dataclass(frozen=True)
class _Wanted:
    key: str
    kind: str
    title: str
    definition: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return shapes.digest_of(self.definition)

    @property
    def licence(self) -> dict[str, Any]:
        """What a quiz notes of the licence of its words; checks are ours."""
        told = self.definition.get("licence", {"state": Quiz.Licence.OWN})
        until = (told.get("permission") or {}).get("until")
        return {
            "licence_state": told["state"],
            "licensed_until": date.fromisoformat(until) if until else None,
        }


def refusals(*, checks: Iterable[tuple[str, CheckTree]], scales: Iterable[ScaleTree]) -> list[Refusal]:
    """What of this content would spoil answers that people have given. Writes nothing."""
    return _refusals(_wanted(checks, words.worded(scales, timezone.localdate())), _existing())


@transaction.atomic
def publish(
    *, checks: Iterable[tuple[str, CheckTree]], scales: Iterable[ScaleTree], now: datetime
) -> list[str]:
    """Publish all checks (with the title a reader knows them by) and scales; what is missing here is retired.

    Says what changed, one line each; content that is as it was writes nothing.
    """
    today = timezone.localdate(now)
    wanted, existing = _wanted(checks, words.worded(scales, today)), _existing()
    refused = _refusals(wanted, existing)
    if refused:
        raise RuleBroken(" ".join(refusal.sentence for refusal in refused))
    changes = [change for one in wanted for change in _put(one, existing.get(one.key), now)]
    return changes + _retire(set(existing) - {one.key for one in wanted}, existing, now)


def _wanted(checks: Iterable[tuple[str, CheckTree]], scales: Iterable[ScaleTree]) -> list[_Wanted]:
    """Scales first, so that they get the first numbers."""
    found = [
        _Wanted(scale.id, Quiz.Kind.SCALE, scale.title, scale.model_dump(mode="json")) for scale in scales
    ]
    return found + [
        _Wanted(check.id, Quiz.Kind.CHECK, title, check.model_dump(mode="json")) for title, check in checks
    ]


def _existing() -> dict[str, Quiz]:
    return {quiz.key: quiz for quiz in Quiz.objects.with_words()}


def _refusals(wanted: list[_Wanted], existing: Mapping[str, Quiz]) -> list[Refusal]:
    found = []
    for one in wanted:
        quiz = existing.get(one.key)
        if quiz is None or quiz.current is None or quiz.current.digest == one.digest:
            continue
        refusal = _refusal(one, quiz)
        if refusal:
            found.append(refusal)
    return found


def _refusal(one: _Wanted, quiz: Quiz) -> Refusal | None:
    if quiz.kind != one.kind:
        return Refusal(one.key, 0, _kind_sentence(one.key))
    spoiled = [v for v in QuizVersion.objects.filter(quiz=quiz).answered() if not _may_follow(one, v)]
    if not spoiled:
        return None
    people = Sitting.objects.filter(version__in=spoiled).answered().people()
    sentence = (
        _scale_sentence(one, people) if one.kind == Quiz.Kind.SCALE else _check_sentence(one.key, people)
    )
    return Refusal(one.key, people, sentence)


def _may_follow(one: _Wanted, version: QuizVersion) -> bool:
    """Whether answers to this version keep their meaning beside the new one."""
    if one.kind == Quiz.Kind.CHECK:
        return shapes.same_check_questions(version.definition, one.definition)
    return version.definition["version"] != one.definition["version"] or shapes.same_scale(
        version.definition, one.definition
    )


def _put(one: _Wanted, quiz: Quiz | None, now: datetime) -> list[str]:
    if quiz is None:
        quiz = Quiz.objects.create(key=one.key, kind=one.kind, title=one.title, number=_next_number())
        _make_current(quiz, one, now)
        return [_("“%(key)s” is new.") % {"key": one.key}]
    if quiz.current and quiz.current.digest == one.digest:
        return _touch_up(quiz, one)
    _make_current(quiz, one, now)
    return [_("“%(key)s” changed.") % {"key": one.key}]


def _touch_up(quiz: Quiz, one: _Wanted) -> list[str]:
    """Same questions: only a new title or a return from retirement is written."""
    came_back = quiz.retired_at is not None
    settle(quiz, {"title": one.title, "retired_at": None, **one.licence})
    return [_("“%(key)s” is back.") % {"key": one.key}] if came_back else []


def _make_current(quiz: Quiz, one: _Wanted, now: datetime) -> None:
    """Words that were published before come back as the version they were."""
    version, _made = QuizVersion.objects.get_or_create(
        quiz=quiz, digest=one.digest, defaults={"definition": one.definition, "published_at": now}
    )
    settle(quiz, {"current": version, "title": one.title, "retired_at": None, **one.licence})


def _retire(keys: set[str], existing: Mapping[str, Quiz], now: datetime) -> list[str]:
    gone = sorted(key for key in keys if existing[key].retired_at is None)
    if gone:
        Quiz.objects.filter(key__in=gone).update(retired_at=now)
    return [_("“%(key)s” is retired; answers to it stay.") % {"key": key} for key in gone]


def _next_number() -> int:
    """Numbers are allotted once and never used again: quizzes are retired, not deleted."""
    return (Quiz.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1


def _kind_sentence(key: str) -> str:
    return _("“%(key)s” was published as something else. Give it another id.") % {"key": key}


def _check_sentence(key: str, people: int) -> str:
    told = ngettext(
        "The questions of check “%(key)s” changed, but %(people)d person has answered them.",
        "The questions of check “%(key)s” changed, but %(people)d people have answered them.",
        people,
    ) % {"key": key, "people": people}
    return told + " " + _("Put the questions and options back, or give the check a new id.")


def _scale_sentence(one: _Wanted, people: int) -> str:
    version = one.definition["version"]
    told = ngettext(
        "Scale “%(key)s” changed within version %(version)d, but %(people)d person has answered it.",
        "Scale “%(key)s” changed within version %(version)d, but %(people)d people have answered it.",
        people,
    ) % {"key": one.key, "people": people, "version": version}
    return told + " " + _("Set `version: %(next)d` in the file of its words.") % {"next": version + 1}
