"""What a client shares, a pause of it, and the end. Only the client turns anything on; both may end it all."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import ContactRequest, Link, Sharing
from clinic.rules.consent import is_of_today, offered_kinds, question_of
from clinic.services.marks import withdraw_marks
from common.errors import RuleBroken


@transaction.atomic
def change_sharing(*, link: Link, kinds: Iterable[str]) -> None:
    """From now on exactly these kinds are agreed. A yes to an earlier text stays as it is while it is not taken back.

    Taking back the yes to marked pages takes back each mark as well: a later yes begins with nothing marked.
    """
    standing_link = _answered(link)
    now = timezone.now()
    wanted = offered_kinds(kinds)
    standing = Sharing.objects.filter(link=standing_link).standing()
    had = set(standing.values_list("kind", flat=True))
    withdraw(standing_link, kinds=had - wanted, actor=standing_link.client, now=now)
    grant(link=standing_link, kinds=wanted - had, now=now)


@transaction.atomic
def renew_sharing(*, link: Link, kind: str) -> None:
    """The client says yes to the words of today where an earlier yes was to other words."""
    standing_link = _answered(link)
    now = timezone.now()
    earlier = Sharing.objects.filter(link=standing_link, kind=kind).standing().first()
    if earlier is None or is_of_today(earlier.kind, earlier.text_hash):
        return
    Sharing.objects.filter(pk=earlier.pk).update(withdrawn_at=now)
    grant(link=standing_link, kinds=[kind], now=now)


@transaction.atomic
def pause_link(*, link: Link) -> None:
    """The client lets nothing be seen for a while. What they agreed to is kept for when they go on."""
    _change_mark(link, "paused_at", to=timezone.now(), verb="sharing_paused")


@transaction.atomic
def resume_link(*, link: Link) -> None:
    """The client goes on: what they had agreed to can be seen again."""
    _change_mark(link, "paused_at", to=None, verb="sharing_resumed")


@transaction.atomic
def mute_nudges(*, link: Link) -> None:
    """The client wants no nudges from this clinician."""
    _change_mark(link, "nudges_muted_at", to=timezone.now(), verb="nudges_muted")


@transaction.atomic
def allow_nudges(*, link: Link) -> None:
    _change_mark(link, "nudges_muted_at", to=None, verb="nudges_allowed")


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
        withdraw(link, kinds=set(shared.values_list("kind", flat=True)), actor=by, now=now)
        withdraw_marks(link=link, actor=by, now=now)
        # The same moment as the end: the client is told that nobody will answer this one.
        ContactRequest.objects.filter(link=link).open().update(withdrawn_at=now)
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


def withdraw(link: Link, *, kinds: set[str], actor: User, now: datetime) -> None:
    """No longer agreed, each with a line on the record; with the yes to marked pages goes every mark."""
    Sharing.objects.filter(link=link, withdrawn_at__isnull=True).of_kinds(kinds).update(withdrawn_at=now)
    for kind in sorted(kinds):
        _record_sharing(link, kind, actor=actor, verb="sharing_withdrawn")
    if Sharing.Kind.ENTRIES in kinds:
        withdraw_marks(link=link, actor=actor, now=now)


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


def _answered(link: Link) -> Link:
    """The link, held; refused while the client is asked anew what they share (services.closings)."""
    held = locked(link)
    if held.waits_for_client:
        raise RuleBroken(
            _("Their access was switched off for a while. Say first what you share with them now.")
        )
    return held


def _change_mark(link: Link, name: str, *, to: datetime | None, verb: str) -> None:
    """Set or clear one of the client's own dates on the link; a second press of the same changes nothing."""
    standing_link = locked(link)
    if (getattr(standing_link, name) is None) == (to is None):
        return
    Link.objects.filter(pk=link.pk).update(**{name: to})
    link.refresh_from_db(fields=[name])
    client = standing_link.client
    record(subject=client, actor=client, verb=verb, object_kind="link", object_key=link.key)


def _record_sharing(link: Link, kind: str, *, actor: User, verb: str) -> None:
    record(subject=link.client, actor=actor, verb=verb, object_kind=f"sharing_{kind}", object_key=link.key)
