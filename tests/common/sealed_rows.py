"""One real row of every table with a sealed column, for somebody; a new table needs a line in ROWS."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import ClinicianRequest, FactorSecret, User, Visit
from accounts.services import add_person
from clinic.models import Assignment, Invitation, Link, Pick, Plan, PlanStep
from common import keys
from common.fields import SealedField
from journal.models import Entry, NoteFromMe
from outbox.models import Mail
from privacy.models import Archive, Chunk
from quizzes.models import Answer, Quiz, QuizVersion, Result, Sitting

COLUMNS = [(model, column) for model, columns in keys.sealed_columns() for column in columns]
NAMES = [f"{model._meta.label}.{column.name}" for model, column in COLUMNS]


def person() -> User:
    return add_person(email=f"{uuid.uuid4().hex}@example.org", password="quiet-lanterns-9")


def make_row(model: type[models.Model], words: Any, *, owner: User | None = None) -> Any:
    """A saved row whose every sealed column holds these words, read afresh."""
    row = ROWS[model._meta.label](owner or person())
    for column in sealed_columns_of(model):
        setattr(row, column.name, words)
    row.save()
    return model._base_manager.get(pk=row.pk)


def sealed_columns_of(model: type[models.Model]) -> list[SealedField]:
    return [column for table, column in COLUMNS if table is model]


def _mail(owner: User) -> Mail:
    now = timezone.now()
    return Mail(
        unique_key=uuid.uuid4().hex, kind="direct", recipient_key=owner.key,
        not_before=now, expires_at=now, created_at=now,
    )  # fmt: skip


def _sitting(owner: User) -> Sitting:
    now, name = timezone.now(), uuid.uuid4().hex
    quiz = Quiz.objects.create(key=name, kind="check", title="A check", number=Quiz.objects.count() + 1000)
    version = QuizVersion.objects.create(quiz=quiz, digest=name, definition={}, published_at=now)
    return Sitting.objects.create(learner=owner, quiz=quiz, version=version, started_at=now)


def _answer(owner: User) -> Answer:
    return Answer(sitting=_sitting(owner), question="q1", saved_at=timezone.now())


def _result(owner: User) -> Result:
    return Result(sitting=_sitting(owner), scorer_version="1", text_hash="x", scored_at=timezone.now())


def _entry(owner: User) -> Entry:
    now = timezone.now()
    return Entry(writer=owner, kind="writing", day=now.date(), started_at=now, saved_at=now)


def _note(owner: User) -> NoteFromMe:
    return NoteFromMe(writer=owner, opens="slips", written_at=timezone.now())


def _invitation(owner: User) -> Invitation:
    now = timezone.now()
    return Invitation(
        clinician=owner, token_hash=uuid.uuid4().hex, created_at=now, expires_at=now + timedelta(days=1)
    )


def _clinician_request(owner: User) -> ClinicianRequest:
    return ClinicianRequest(user=owner, state=ClinicianRequest.State.WITHDRAWN, asked_at=timezone.now())


def _factor_secret(owner: User) -> FactorSecret:
    return FactorSecret(user=owner)


def _visit(owner: User) -> Visit:
    return Visit(
        session_key=uuid.uuid4().hex, key=uuid.uuid4().hex[:22], user=owner, expire_date=timezone.now()
    )


def _link(owner: User) -> Link:
    return Link(clinician=person(), client=owner, started_at=timezone.now())


def _saved_link(owner: User) -> Link:
    link = _link(owner)
    link.save()
    return link


def _assignment(owner: User) -> Assignment:
    now = timezone.now()
    return Assignment(
        link=_saved_link(owner), target="lesson", target_key="x", assigned_at=now, shown_from=now
    )


def _pick(owner: User) -> Pick:
    return Pick(link=_saved_link(owner), kind="words", place=1, picked_at=timezone.now())


def _plan(owner: User) -> Plan:
    now = timezone.now()
    return Plan(clinician=owner, made_at=now, changed_at=now)


def _plan_step(owner: User) -> PlanStep:
    plan = _plan(owner)
    plan.save()
    return PlanStep(plan=plan, target="lesson", target_key="x", position=1)


def _chunk(owner: User) -> Chunk:
    archive = Archive.objects.get_or_create(user=owner, defaults={"asked_at": timezone.now()})[0]
    return Chunk(archive=archive, number=archive.chunks.count(), path="index.html")


ROWS: dict[str, Callable[[User], Any]] = {
    "outbox.Mail": _mail,
    "quizzes.Answer": _answer,
    "quizzes.Result": _result,
    "journal.Entry": _entry,
    "journal.NoteFromMe": _note,
    "accounts.ClinicianRequest": _clinician_request,
    "accounts.FactorSecret": _factor_secret,
    "accounts.Visit": _visit,
    "clinic.Invitation": _invitation,
    "clinic.Link": _link,
    "clinic.Assignment": _assignment,
    "clinic.Pick": _pick,
    "clinic.Plan": _plan,
    "clinic.PlanStep": _plan_step,
    "privacy.Chunk": _chunk,
}
