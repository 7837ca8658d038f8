"""What a client shares, and the end of it. Only the client turns anything on; both may end it all."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Sharing
from clinic.rules.consent import offered_kinds, question_of
from common.errors import RuleBroken


@transaction.atomic
def change_sharing(*, link: Link, kinds: Iterable[str]) -> None:
    """From now on exactly these kinds are shared. An empty answer pauses all of it."""
    standing_link = locked(link)
    now = timezone.now()
    wanted = offered_kinds(kinds)
    standing = Sharing.objects.filter(link=standing_link).standing()
    had = set(standing.values_list("kind", flat=True))
    _withdraw(standing_link, kinds=had - wanted, actor=standing_link.client, now=now)
    grant(link=standing_link, kinds=wanted - had, now=now)


@transaction.atomic
def end_link(*, link: Link, by: User) -> None:
    """At once and for good: every door between the two closes with this row. Ending twice keeps the first end."""
    if by.pk not in (link.client_id, link.clinician_id):
        raise RuleBroken(_("Only the two people it joins can end this."))
    now = timezone.now()
    ended = (
        Link.objects.active().filter(pk=link.pk).update(ended_at=now, ended_by_client=by.pk == link.client_id)
    )
    link.refresh_from_db(fields=["ended_at", "ended_by_client"])
    if ended:
        shared = Sharing.objects.filter(link=link, withdrawn_at__isnull=True)
        _withdraw(link, kinds=set(shared.values_list("kind", flat=True)), actor=by, now=now)
        record(subject=link.client, actor=by, verb="link_ended", object_kind="link", object_key=link.key)


def grant(*, link: Link, kinds: Iterable[str], now: datetime) -> None:
    """The client's yes, with the version and the hash of the words it was said to."""
    for kind in sorted(offered_kinds(kinds)):
        question = question_of(kind)
        assert question is not None  # offered_kinds only lets asked kinds through
        Sharing.objects.create(
            link=link,
            kind=kind,
            text_version=question.version,
            text_hash=question.text_hash,
            granted_at=now,
        )
        _record_sharing(link, kind, actor=link.client, verb="sharing_granted")


def locked(link: Link) -> Link:
    """The link as it stands in the database now, held until the transaction ends; refused once it has ended."""
    found: Link | None = (
        Link.objects.active()
        .select_for_update(of=("self",))
        .select_related("client", "clinician")
        .filter(pk=link.pk)
        .first()
    )
    if found is None:
        raise RuleBroken(_("This connection has ended. Nothing was changed."))
    return found


def _withdraw(link: Link, *, kinds: set[str], actor: User, now: datetime) -> None:
    Sharing.objects.filter(link=link, withdrawn_at__isnull=True).of_kinds(kinds).update(withdrawn_at=now)
    for kind in sorted(kinds):
        _record_sharing(link, kind, actor=actor, verb="sharing_withdrawn")


def _record_sharing(link: Link, kind: str, *, actor: User, verb: str) -> None:
    record(subject=link.client, actor=actor, verb=verb, object_kind=f"sharing_{kind}", object_key=link.key)
