"""Please contact me: the client's own click, the clinician's "I have seen it", and the truth about the wait."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import ContactRequest, Link
from clinic.rules.contact import names_lines
from clinic.services.links import locked
from clinic.services.profile import Who, who_are
from common.errors import RuleBroken
from library.services import Country, support_lines


@dataclass(frozen=True)
class ContactShown:
    """A request as both see it. `names_lines`: it has waited 72 hours, so other people to talk to are named again."""

    request: ContactRequest
    who: Who
    names_lines: bool
    countries: tuple[Country, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.request.acknowledged_at is None


@transaction.atomic
def ask_for_contact(*, link: Link) -> ContactRequest:
    """Only the client calls this, after reading that nobody watches. One open request a clinician; it mails nobody."""
    standing_link = locked(link)
    if not standing_link.clinician.is_clinician:
        raise RuleBroken(
            _("Their access is switched off at the moment, so they would not see it. Reach them another way.")
        )
    waiting: ContactRequest | None = ContactRequest.objects.open().filter(link=standing_link).first()
    if waiting is not None:
        return waiting
    made: ContactRequest = ContactRequest.objects.create(link=standing_link, asked_at=timezone.now())
    _record_step(made, actor=standing_link.client, verb="contact_asked")
    return made


@transaction.atomic
def withdraw_contact(*, request: ContactRequest) -> None:
    """The client no longer wants it. A second press, or one after the clinician saw it, changes nothing."""
    waiting = ContactRequest.objects.open().filter(pk=request.pk)
    if waiting.update(withdrawn_at=timezone.now()):
        _record_step(request, actor=request.link.client, verb="contact_withdrawn")


@transaction.atomic
def acknowledge(*, request: ContactRequest, clinician: User) -> None:
    """The clinician says that they have seen it; the client reads when."""
    link = locked(request.link)
    if link.clinician_id != clinician.pk or not clinician.is_clinician:
        raise RuleBroken(_("Only the clinician it was meant for can say so."))
    waiting = ContactRequest.objects.open().filter(pk=request.pk)
    if waiting.update(acknowledged_at=timezone.now()):
        _record_step(request, actor=clinician, verb="contact_acknowledged")


def contact_of(*, client: User, now: datetime) -> list[ContactShown]:
    """The client's requests that wait, the longest first: for Today and the sharing pages. Two queries at most."""
    rows = ContactRequest.objects.visible_to(client).of_client(client).open().order_by("asked_at", "pk")
    return _shown(list(rows.select_related("link__clinician", "link__client")), timezone.localdate(now), now)


def latest_contact(*, link: Link, now: datetime) -> ContactShown | None:
    """The last request over this link that was not taken back, seen or not."""
    rows = ContactRequest.objects.visible_to(link.client).filter(link=link, withdrawn_at__isnull=True)
    found = list(rows.latest_first().select_related("link__clinician", "link__client")[:1])
    return next(iter(_shown(found, timezone.localdate(now), now)), None)


def contact_requests_of(*, clinician: User, now: datetime) -> dict[int, ContactShown]:
    """What waits for this clinician, by `Link.pk`; two queries however many, one for none."""
    rows = ContactRequest.objects.visible_to(clinician).filter(link__clinician=clinician).open()
    found = list(rows.order_by("asked_at", "pk").select_related("link__clinician", "link__client"))
    return {each.request.link_id: each for each in _shown(found, timezone.localdate(now), now)}


def _shown(requests: list[ContactRequest], today: date, now: datetime) -> list[ContactShown]:
    if not requests:
        return []
    names = who_are(clinicians=[each.link.clinician for each in requests], today=today)
    waited = {
        each.pk: each.acknowledged_at is None and names_lines(asked_at=each.asked_at, now=now)
        for each in requests
    }
    countries = support_lines().countries if any(waited.values()) else ()
    return [
        ContactShown(
            request=each,
            who=names[each.link.clinician_id],
            names_lines=waited[each.pk],
            countries=countries if waited[each.pk] else (),
        )
        for each in requests
    ]


def _record_step(request: ContactRequest, *, actor: User, verb: str) -> None:
    record(
        subject=request.link.client,
        actor=actor,
        verb=verb,
        object_kind="contact_request",
        object_key=request.key,
    )
