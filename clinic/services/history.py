"""What changed over a connection, and who did it, read from the audit trail: the client's short history."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from clinic.models import Link, Sharing

WORDS = {
    "link_started": _("Connected"),
    "sharing_granted": _("Shared from then on: %(kind)s"),
    "sharing_withdrawn": _("No longer shared: %(kind)s"),
    "sharing_paused": _("Paused"),
    "sharing_resumed": _("Went on"),
    "sharing_closed": _("Shown no more, because their access was switched off"),
    "sharing_said_again": _("You said again what you share"),
    "nudges_muted": _("Nudges turned off"),
    "nudges_allowed": _("Nudges turned on"),
    "session_marked": _("A session was marked"),
}


@dataclass(frozen=True)
class Event:
    at: datetime
    words: str
    is_by_client: bool
    is_by_itself: bool = False


def history_of(*, link: Link, count: int) -> list[Event]:
    """The newest changes over this link, newest first; one query."""
    rows = AuditEntry.objects.about(link.client.audit_key).filter(object_key=str(link.key), verb__in=WORDS)
    return [
        Event(row.at, _words(row), row.actor_key == link.client.audit_key, row.actor_key is None)
        for row in rows[:count]
    ]


def _words(row: AuditEntry) -> str:
    kind = row.object_kind.removeprefix("sharing_")
    label = str(Sharing.Kind(kind).label) if kind in Sharing.Kind.values else ""
    return str(WORDS[row.verb]) % {"kind": label}
