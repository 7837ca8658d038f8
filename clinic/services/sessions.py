"""We met: what was picked is cleared, and "since last time" begins here. Either side may say so."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Pick, SessionMark
from clinic.rules.sessions import is_same_session
from clinic.services.links import locked
from common.errors import RuleBroken


@transaction.atomic
def mark_session(*, link: Link, by: User) -> SessionMark:
    """Clear what was picked for this session. A second press within 12 hours is about the same one: nothing changes."""
    if by.pk not in (link.client_id, link.clinician_id):
        raise RuleBroken(_("Only the two people it joins can say so."))
    standing_link = locked(link)
    now = timezone.now()
    last: SessionMark | None = SessionMark.objects.filter(link=standing_link).latest_first().first()
    if last is not None and is_same_session(last=last.marked_at, now=now):
        return last
    made = SessionMark.objects.create(link=standing_link, marked_at=now, is_by_client=by.pk == link.client_id)
    Pick.objects.standing().filter(link=standing_link).update(cleared_at=now)
    record(
        subject=standing_link.client, actor=by, verb="session_marked", object_kind="link", object_key=link.key
    )
    return made


def last_session(*, link: Link) -> datetime | None:
    """When the two met last, as far as either said."""
    moments = SessionMark.objects.filter(link=link).latest_first()
    return moments.values_list("marked_at", flat=True).first()
