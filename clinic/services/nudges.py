"""A nudge: one sentence from a list, at most one in seven days to one client. There is no way to nudge several."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Nudge
from clinic.rules.nudges import free_from, may_nudge
from clinic.services.assignments import hold
from clinic.services.links import locked
from clinic.services.suggestions import assignments_for
from common.errors import RuleBroken
from common.lists import moment


@dataclass(frozen=True)
class NudgeShown:
    """One nudge as the client meets it on Today."""

    key: UUID
    link_key: UUID
    clinician_name: str
    sentence: str
    sent_at: datetime


@dataclass(frozen=True)
class NudgeState:
    """Whether this client can be nudged now; `free_from` is in the future while a week is not over."""

    is_muted: bool
    is_paused: bool
    waits: bool  # for the client to say again what they share
    last_at: datetime | None
    free_from: datetime | None


@transaction.atomic
def nudge(*, link: Link, words: str, now: datetime) -> Nudge:
    """Send one. The link is held while the week is counted, so two presses send one."""
    (held,) = hold(links=[link])
    if words not in Nudge.Words.values:
        raise RuleBroken(_("Choose a sentence."))
    state = nudge_state(link=held, now=now)
    if state.is_paused:
        raise RuleBroken(_("Your client has paused this connection. Nothing was sent."))
    if state.waits:
        raise RuleBroken(_("Your client is yet to say what they share with you now. Nothing was sent."))
    if state.is_muted:
        raise RuleBroken(_("Your client wants no nudges at present. Nothing was sent."))
    if state.free_from:
        raise RuleBroken(_("One a week is the most. Nothing was sent."))
    made = Nudge.objects.create(link=held, words=words, sent_at=now, tell_at=now)
    _record(held, actor=held.clinician, verb="nudge_sent", key=made.key)
    return made


@transaction.atomic
def put_away(*, nudge: Nudge) -> None:
    """The client has seen it. A second press changes nothing."""
    held = locked(nudge.link)
    if Nudge.objects.filter(pk=nudge.pk, put_away_at__isnull=True).update(put_away_at=timezone.now()):
        _record(held, actor=held.client, verb="nudge_put_away", key=nudge.key)


def nudge_state(*, link: Link, now: datetime) -> NudgeState:
    """What the clinician may know: when they sent the last one, and whether another may go. Not whether it was seen."""
    last = Nudge.objects.filter(link=link).latest_first().values_list("sent_at", flat=True).first()
    return NudgeState(
        is_muted=link.nudges_muted_at is not None,
        is_paused=link.paused_at is not None,
        waits=link.waits_for_client,
        last_at=last,
        free_from=None if may_nudge(last, now=now) else free_from(last),
    )


def latest_of(links: Iterable[Link]) -> list[NudgeShown]:
    """What waits on Today over links as LinkQuerySet.for_today finds them: each clinician's latest, newest first."""
    latest = {link.pk: nudge for link in links if (nudge := _latest(link))}
    return sorted(latest.values(), key=lambda nudge: nudge.sent_at, reverse=True)


def still_waits(*, client: User, key: UUID) -> bool:
    """Whether a suggestion or a nudge with this key is there for them and they have not answered it: asked by whoever
    would write to them about it, at the last moment."""
    if Nudge.objects.of_client(client).waiting().filter(key=key).exists():
        return True
    return any(each.key == key and each.is_unanswered for each in assignments_for(client))


def _latest(link: Link) -> NudgeShown | None:
    waiting = [(moment(sent_at), key, words) for key, words, sent_at in getattr(link, "waiting_nudges", ())]
    if not waiting:
        return None
    sent_at, key, words = max(waiting)
    return NudgeShown(
        key=UUID(key),
        link_key=link.key,
        clinician_name=link.clinician.professional_name,
        sentence=str(Nudge.Words(words).label),
        sent_at=sent_at,
    )


def _record(link: Link, *, actor: User, verb: str, key: UUID) -> None:
    record(subject=link.client, actor=actor, verb=verb, object_kind="nudge", object_key=key)
