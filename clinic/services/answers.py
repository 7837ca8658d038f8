"""What a client says to a suggestion: I take it on, less please, not for now. No reason is asked, none is kept."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import record
from clinic.models import Assignment, Link
from clinic.services.links import locked
from clinic.services.suggestions import suggestions_of
from common.errors import RuleBroken


@transaction.atomic
def accept_assignment(*, assignment: Assignment) -> None:
    """The client takes it on. It joins them to nothing."""
    _answer(assignment, Assignment.State.ACCEPTED, verb="assignment_accepted")


@transaction.atomic
def ask_for_less(*, assignment: Assignment) -> None:
    """The client says that this is more than they can do now. It stays where it is."""
    _answer(assignment, Assignment.State.LESS, verb="assignment_less_asked")


@transaction.atomic
def decline_assignment(*, assignment: Assignment) -> None:
    """The client says: not for now. It leaves Today; they find it again on their page about this clinician."""
    _answer(assignment, Assignment.State.DECLINED, verb="assignment_declined")


@transaction.atomic
def decline_together(*, link: Link, together_key: UUID) -> int:
    """Everything that came of one plan in one go and is not finished: not for now. Returns how many that were."""
    locked(link)
    mine = [
        each.key
        for each in suggestions_of(link.client, link)
        if each.together_key == together_key and not each.is_finished
    ]
    rows = Assignment.objects.answerable().filter(link=link, key__in=mine).select_related("link__client")
    return _decline(rows)


def _decline(rows: Iterable[Assignment]) -> int:
    found = list(rows)
    for row in found:
        _answer(row, Assignment.State.DECLINED, verb="assignment_declined")
    return len(found)


def _answer(assignment: Assignment, state: Assignment.State, *, verb: str) -> None:
    """The link is held before the row is judged. What was taken back stays so; the same answer changes nothing."""
    held = locked(assignment.link)
    row = Assignment.objects.answerable().filter(pk=assignment.pk).first()
    if row is not None and row.state != state:
        _refuse_twin(row)
        Assignment.objects.filter(pk=row.pk).update(state=state, answered_at=timezone.now())
        record(
            subject=held.client, actor=held.client, verb=verb, object_kind="assignment", object_key=row.key
        )
    assignment.refresh_from_db(fields=["state", "answered_at"])


def _refuse_twin(row: Assignment) -> None:
    """Declined, and suggested again since: there is a newer one to answer."""
    twin = Assignment.objects.standing().filter(
        link=row.link_id, target=row.target, target_key=row.target_key
    )
    if row.state == Assignment.State.DECLINED and twin.exists():
        raise RuleBroken(_("They have suggested this again since. Answer the newer one."))
