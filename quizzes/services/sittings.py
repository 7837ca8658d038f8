"""Sitting down at a quiz, handing it in, and letting go of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, User
from accounts.services import give_consent, withdraw_consent
from common.errors import RuleBroken
from quizzes.models import Answer, Quiz, Result, Sitting
from quizzes.rules import scoring
from quizzes.services.answers import refuse_unlicensed


def start_sitting(*, learner: User, quiz: Quiz, about: str = Sitting.About.GENERAL) -> Sitting:
    """The open sitting if there is one, else a new one on today's questions."""
    return find_open(learner=learner, quiz=quiz, about=about) or begin(
        learner=learner, quiz=quiz, about=about
    )


@dataclass(frozen=True)
class Agreements:
    """What a person said yes to: the version of the words under which answers are kept ("" for none), and whether
    they may be added up with those of others."""

    kept_under: str
    helps: bool


def agreements(*, learner: User) -> Agreements:
    """Both in one query, for pages that ask for both."""
    standing = dict(learner.consents.standing().values_list("purpose", "text_version"))
    return Agreements(
        kept_under=standing.get(Consent.Purpose.QUESTIONNAIRES, ""),
        helps=Consent.Purpose.QUESTION_CHECKS in standing,
    )


def asks_consent(*, learner: User, version: str) -> bool:
    """Whether this person has not agreed yet, to these words, that answers are kept."""
    standing = learner.consents.standing().for_purpose(Consent.Purpose.QUESTIONNAIRES)
    return not standing.filter(text_version=version).exists()


def may_keep(*, learner: User) -> bool:
    """Whether a yes stands, to whatever wording, that answers are kept; a sheet begun earlier needs it too."""
    return bool(learner.consents.standing().for_purpose(Consent.Purpose.QUESTIONNAIRES).exists())


def agree(*, learner: User, version: str, text: str) -> None:
    """Note that answers to questionnaires may be kept. Saying so again changes nothing."""
    give_consent(user=learner, purpose=Consent.Purpose.QUESTIONNAIRES, text_version=version, text=text)


def take_back(*, learner: User) -> None:
    """No new answers are kept until the person agrees again; what is there stays until they delete it. Whoever keeps
    nothing lends nothing either: a yes to checking the questions ends too."""
    withdraw_consent(user=learner, purpose=Consent.Purpose.QUESTIONNAIRES)
    withdraw_consent(user=learner, purpose=Consent.Purpose.QUESTION_CHECKS)


def find_open(*, learner: User, quiz: Quiz, about: str = Sitting.About.GENERAL) -> Sitting | None:
    open_ones = Sitting.objects.visible_to(learner).in_progress().with_questions()
    return open_ones.filter(quiz=quiz, about=about).first()


def begin(*, learner: User, quiz: Quiz, about: str = Sitting.About.GENERAL) -> Sitting:
    """A new sitting; when another tab was a moment faster, the one it opened. One statement: no transaction."""
    if quiz.current is None or quiz.retired_at is not None:
        raise RuleBroken(_("These questions are no longer offered. Your earlier answers are kept."))
    try:
        return Sitting.objects.create(
            learner=learner,
            quiz=quiz,
            version=quiz.current,
            text_hash=quiz.current.text_hash,
            about=about,
            started_at=timezone.now(),
        )
    except IntegrityError:
        found: Sitting = Sitting.objects.with_questions().get(
            learner=learner, quiz=quiz, about=about, submitted_at=None
        )
        return found


@transaction.atomic
def submit(*, sitting: Sitting) -> Result | None:
    """Hand in, once: whoever comes second gets what the first one got. Checks have no result to keep."""
    now = timezone.now()
    if sitting.submitted_at is None:
        refuse_unlicensed(sitting.quiz)
    is_first = Sitting.objects.filter(pk=sitting.pk).in_progress().update(submitted_at=now)
    sitting.refresh_from_db(fields=["submitted_at"])
    if sitting.quiz.kind == Quiz.Kind.CHECK:
        return None
    return _score(sitting) if is_first else result_of(sitting=sitting)


def result_of(*, sitting: Sitting) -> Result | None:
    """The newest scores of a sheet that was handed in."""
    return sitting.results.newest_first().first()


@transaction.atomic
def carry_on(*, sitting: Sitting) -> Sitting:
    """Go on with answers that were handed in: a new sitting on the same words that begins with them."""
    learner, quiz = sitting.learner, sitting.quiz
    User.objects.select_for_update().get(
        pk=learner.pk
    )  # pressed twice: the second finds what the first began
    found = find_open(learner=learner, quiz=quiz, about=sitting.about)
    if found is not None:
        return found
    refuse_unlicensed(quiz)
    fresh = Sitting.objects.create(
        learner=learner,
        quiz=quiz,
        version=sitting.version,
        text_hash=sitting.text_hash,
        about=sitting.about,
        started_at=timezone.now(),
    )
    Answer.objects.bulk_create(
        Answer(sitting=fresh, question=old.question, value=old.value, saved_at=old.saved_at)
        for old in sitting.answers.all()
    )
    return fresh


@transaction.atomic
def score_again(*, sitting: Sitting) -> Result | None:
    """Score a sheet anew if the scorer has changed since: one more row, and what the person was told stays."""
    told = result_of(sitting=sitting)
    if told is None or told.scorer_version == scoring.SCORER_VERSION:
        return None
    return _score(sitting)


def delete_sitting(*, sitting: Sitting) -> None:
    """The sheet, its answers and its results go for good."""
    sitting.delete()


def latest_result(*, learner: User, quiz: Quiz) -> Result | None:
    return Result.objects.visible_to(learner).of_quiz(quiz).with_sheet().newest_first().first()


def _score(sitting: Sitting) -> Result:
    scale = sitting.version.as_scale
    answers = [(answer.question, _number(answer.value)) for answer in sitting.answers.all()]
    scores = scoring.score_sheet(scoring.key_of(scale), answers)
    return Result.objects.create(
        sitting=sitting,
        scorer_version=scoring.SCORER_VERSION,
        text_hash=scoring.text_hash(scale),
        scores=scoring.as_data(scores),
        scored_at=timezone.now(),
    )


def _number(value: int | str) -> int | None:
    return value if isinstance(value, int) else None
