"""Suggesting something to read, taking it back, and saying no to it. Suggesting enrols nobody."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Assignment, Link
from clinic.services.links import locked
from common.errors import RuleBroken
from courses.models import Lesson, Module

NOTE_LENGTH = 500


@transaction.atomic
def assign(
    *, link: Link, target: str, target_key: str, note: str = "", by_on: date | None = None
) -> Assignment:
    """Suggest one module or lesson to one client; `by_on` is a planning aid and never makes anything late."""
    standing_link = locked(link)
    _refuse_unreasonable(standing_link, note=note, by_on=by_on)
    _refuse_target(standing_link, target, target_key)
    now = timezone.now()
    assignment = Assignment.objects.create(
        link=standing_link,
        target=target,
        target_key=target_key,
        note=note.strip(),
        by_on=by_on,
        assigned_at=now,
        shown_from=now,
    )
    _record_step(assignment, actor=standing_link.clinician, verb="assignment_made")
    return assignment


@transaction.atomic
def assign_modules(
    *,
    link: Link,
    module_keys: Sequence[str],
    note: str = "",
    by_on: date | None = None,
    confirms_plan: bool = False,
) -> list[Assignment]:
    """Suggest several modules at once: all of them or none. Nothing ticked means nothing suggested."""
    if not module_keys:
        raise RuleBroken(_("Nothing was suggested, because no module was ticked. Tick one, or go back."))
    if confirms_plan:
        confirm_plan(link=link)
    return [
        assign(link=link, target=Assignment.Target.MODULE, target_key=key, note=note, by_on=by_on)
        for key in dict.fromkeys(module_keys)
    ]


@transaction.atomic
def confirm_plan(*, link: Link) -> None:
    """The clinician says that a plan for urgent contact exists outside this site; asked once a link."""
    standing_link = locked(link)
    if standing_link.plan_confirmed_at:
        return
    standing_link.plan_confirmed_at = link.plan_confirmed_at = timezone.now()
    standing_link.save(update_fields=["plan_confirmed_at"])
    record(
        subject=standing_link.client,
        actor=standing_link.clinician,
        verb="urgent_plan_confirmed",
        object_kind="link",
        object_key=link.key,
    )


@transaction.atomic
def decline_assignment(*, assignment: Assignment) -> None:
    """The client says: not for now. The clinician sees that, and no reason is asked."""
    if _answer(assignment, Assignment.State.DECLINED):
        _record_step(assignment, actor=assignment.link.client, verb="assignment_declined")


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment) -> None:
    """The clinician takes it back."""
    if _answer(assignment, Assignment.State.WITHDRAWN):
        _record_step(assignment, actor=assignment.link.clinician, verb="assignment_withdrawn")


def _answer(assignment: Assignment, state: Assignment.State) -> bool:
    """The first answer stays: a second one changes nothing. The row is locked before it is judged."""
    standing = Assignment.objects.standing().select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if standing is not None:
        Assignment.objects.filter(pk=assignment.pk).update(state=state, answered_at=timezone.now())
    assignment.refresh_from_db(fields=["state", "answered_at"])
    return standing is not None


def _record_step(assignment: Assignment, *, actor: User, verb: str) -> None:
    record(
        subject=assignment.link.client,
        actor=actor,
        verb=verb,
        object_kind="assignment",
        object_key=assignment.key,
    )


def _refuse_unreasonable(link: Link, *, note: str, by_on: date | None) -> None:
    if not link.clinician.is_clinician:
        raise RuleBroken(_("Only verified clinicians can suggest something."))
    if len(note.strip()) > NOTE_LENGTH:
        raise RuleBroken(_("Keep the note under %(count)d characters.") % {"count": NOTE_LENGTH})
    if by_on and by_on < timezone.localdate():
        raise RuleBroken(_("Choose today or a later day, or leave the date empty."))


def _refuse_target(link: Link, target: str, target_key: str) -> None:
    published: dict[str, QuerySet[Any]] = {
        Assignment.Target.MODULE: Module.objects.published(),
        Assignment.Target.LESSON: Lesson.objects.published(),
    }
    if target not in published or not published[target].filter(key=target_key).exists():
        raise RuleBroken(_("This is not in the library at the moment. Choose something else."))
    same = Assignment.objects.standing().filter(link=link, target=target, target_key=target_key)
    if same.exists():
        raise RuleBroken(_("You have already suggested this. Take that suggestion back first."))
