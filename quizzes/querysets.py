"""Vocabulary for quizzes, sittings, answers and results."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery


class QuizQuerySet(models.QuerySet[Any]):
    def licence_run_out(self, today: date) -> Self:
        """Scales on somebody else's words whose last permitted day is over."""
        return self.filter(licence_state=self.model.Licence.PERMITTED, licensed_until__lt=today)

    def published(self) -> Self:
        return self.filter(retired_at__isnull=True, current__isnull=False)

    def checks(self) -> Self:
        return self.filter(kind=self.model.Kind.CHECK)

    def scales(self) -> Self:
        return self.filter(kind=self.model.Kind.SCALE)

    def with_sheets_of(self, learner: Any) -> Self:
        """Annotates is_started, and handed_in_at: when this person handed it in last, or None."""
        mine = related(self.model, "sittings").objects.visible_to(learner).filter(quiz=OuterRef("pk"))
        last = mine.submitted().order_by("-submitted_at").values("submitted_at")[:1]
        return self.annotate(is_started=Exists(mine.in_progress()), handed_in_at=Subquery(last))

    def with_words(self) -> Self:
        """Brings the current questions along."""
        return self.select_related("current")


class QuizVersionQuerySet(models.QuerySet[Any]):
    def answered(self) -> Self:
        """Versions that somebody has answered at least one question of."""
        return self.filter(sittings__answers__isnull=False).distinct()

    def of_scales(self) -> Self:
        return self.filter(quiz__kind=self.model.quiz.field.related_model.Kind.SCALE)

    def update(self, **_: Any) -> int:
        raise TypeError("A published version is never changed. Publish another one.")


class TextPackQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Words that may be used."""
        return self.filter(state=self.model.State.PERMITTED)

    def of(self, scale: str) -> Self:
        """All packs of a scale, the newest first."""
        return self.filter(scale=scale).order_by("-pk")

    def run_out(self, today: date) -> Self:
        """Standing permissions whose last day is over."""
        return self.standing().filter(until__lt=today)


class ScaleFigureQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("version", "version__quiz").order_by(
            "version__quiz__number", "-version__published_at", "subscale"
        )

    def doubtful(self) -> Self:
        return self.filter(is_doubtful=True)

    def since(self, moment: datetime) -> Self:
        return self.filter(counted_at__gte=moment)


class SittingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def in_progress(self) -> Self:
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def answered(self) -> Self:
        """Sittings with at least one answer."""
        return self.filter(answers__isnull=False).distinct()

    def of_scales(self) -> Self:
        return self.filter(quiz__kind=self.model.quiz.field.related_model.Kind.SCALE)

    def of_checks(self) -> Self:
        return self.filter(quiz__kind=self.model.quiz.field.related_model.Kind.CHECK)

    def lent_to_checks(self, purpose: str) -> Self:
        """Sheets handed in since their owner said yes to `purpose`, while that yes stands."""
        return self.submitted().filter(
            learner__consents__purpose=purpose,
            learner__consents__withdrawn_at__isnull=True,
            learner__consents__granted_at__lte=F("submitted_at"),
        )

    def first_of_each(self) -> Self:
        """Only the first of these sheets of each person, whomever it is about: people count once."""
        firsts = self.order_by().values("learner").annotate(first=models.Min("pk")).values("first")
        return self.filter(pk__in=firsts)

    def of_offered(self) -> Self:
        """Sittings of scales that are offered today."""
        offered = related(self.model, "quiz").objects.published().scales()
        return self.filter(quiz__in=offered)

    def with_questions(self) -> Self:
        """Brings the questions fixed at the start along."""
        return self.select_related("quiz", "version")

    def of(self, learner: Any, quizzes: Collection[int]) -> Self:
        """The learner's sittings of these quizzes (by pk), the open ones and those handed in."""
        return self.filter(learner=learner, quiz_id__in=quizzes)

    def with_their_answers(self) -> list[Mapping[str, Any]]:
        """One row for each answer of these sittings, and one without an answer for an empty sitting."""
        return list(
            self.order_by("pk", "answers__pk").values(
                "pk",
                "key",
                "quiz_id",
                "version_id",
                "submitted_at",
                question=F("answers__question"),
                sequence=F("answers__sequence"),
                sealed=F("answers__value"),
            )
        )

    def people(self) -> int:
        """How many people these sittings belong to."""
        return self.order_by().values("learner_id").distinct().count()


class AnswerQuerySet(models.QuerySet[Any]):
    def to(self, question: str) -> Self:
        return self.filter(question=question)

    def to_all(self, questions: Collection[str]) -> Self:
        return self.filter(question__in=questions)

    def seen_as(self, sequence: int) -> Self:
        """Only while nobody has answered after `sequence`, and the sheet is not handed in."""
        # No join: an UPDATE over a join becomes "id IN (…)", and PostgreSQL, having waited for the other writer,
        # would not look at the sequence again.
        sittings = related(self.model, "sitting")
        return self.filter(sequence=sequence, sitting__in=sittings.objects.in_progress())


class ResultQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(sitting__learner=user)

    def newest_first(self) -> Self:
        return self.order_by("-scored_at", "-pk")

    def with_sheet(self) -> Self:
        """Brings along what was asked, about whom."""
        return self.select_related("sitting", "sitting__quiz", "sitting__version")

    def beside(self, result: Any) -> Self:
        """All results of the same person on the same words and the same key, about whomever."""
        sitting = result.sitting
        return self.filter(
            sitting__learner=sitting.learner_id,
            sitting__quiz=sitting.quiz_id,
            sitting__version__definition__version=sitting.version.definition["version"],
            text_hash=result.text_hash,
            scorer_version=result.scorer_version,
        )

    def dated(self) -> Self:
        """Only what a list says of a result: its scores and the words of its scale stay where they are."""
        return (
            self.select_related("sitting", "sitting__quiz")
            .defer("scores")
            .order_by("-sitting__submitted_at", "-pk")
        )

    def of_quiz(self, quiz: Any) -> Self:
        return self.filter(sitting__quiz=quiz)

    def since(self, moment: datetime) -> Self:
        return self.filter(scored_at__gte=moment)


def related(model: Any, name: str) -> Any:
    """The model at the other end of a relation."""
    return model._meta.get_field(name).related_model
