"""What was done with somebody's data, in words, read from the audit trail. Two queries a page, however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, Consent, User
from clinic.models import Look, Sharing

ON_A_PAGE = 50
WORDS: Mapping[str, Any] = {
    "account_deleted": _("The account was deleted"),
    "app_set_up": _("An authenticator app was set up for signing in"),
    "app_taken_away": _("An authenticator app was taken away"),
    "assignment_accepted": _("A suggestion was taken on"),
    "assignment_declined": _("A suggestion was answered with “not for now”"),
    "assignment_less_asked": _("Less was asked for in answer to a suggestion"),
    "assignment_made": _("Something was suggested"),
    "assignment_withdrawn": _("A suggestion was taken back"),
    "client_data_read": _("Somebody you share with looked"),
    "clinician_asked": _("Details of a licence were sent"),
    "clinician_refused": _("The request to be a clinician here was answered with no"),
    "clinician_suspended": _("The clinician’s pages were closed"),
    "clinician_verified": _("The request to be a clinician here was answered with yes"),
    "clinician_withdrawn": _("The request to be a clinician here was taken back"),
    "consent_given": _("Agreed"),
    "consent_withdrawn": _("No longer agreed"),
    "contact_acknowledged": _("The wish to be contacted was seen"),
    "contact_asked": _("Asked to be contacted"),
    "contact_withdrawn": _("The wish to be contacted was taken back"),
    "copy_asked": _("A copy of everything was asked for"),
    "copy_fetched": _("A copy of everything was fetched"),
    "entry_mark_taken_back": _("A page is no longer shown"),
    "entry_marked": _("A page was marked to be shown"),
    "factors_taken_away": _("The second step was taken away, because it was lost"),
    "invitation_accepted": _("An invitation was accepted"),
    "invitation_code_made": _("A code was made for an invitation"),
    "invitation_declined": _("An invitation was declined"),
    "invitation_sent": _("An invitation was sent"),
    "invitation_withdrawn": _("An invitation was taken back"),
    "licence_read": _("The details of the licence were opened"),
    "link_ended": _("A connection ended"),
    "link_started": _("A connection began"),
    "notebook_exported": _("The notebook was downloaded"),
    "nudge_put_away": _("A short note was put away"),
    "nudge_sent": _("A short note was sent over a connection"),
    "nudges_allowed": _("Short notes were turned on"),
    "nudges_muted": _("Short notes were turned off"),
    "other_visits_ended": _("Signed out everywhere else"),
    "passkey_added": _("A passkey was added"),
    "passkey_taken_away": _("A passkey was taken away"),
    "pick_made": _("Something was picked for a session"),
    "recovery_codes_made": _("New recovery codes were made"),
    "reply_hours_stated": _("What clients are told about answers was changed"),
    "reset_asked": _("A way back without the second step was asked for"),
    "reset_started": _("The wait for a way back without the second step began"),
    "reset_stopped": _("The way back without the second step was stopped"),
    "result_exported": _("A result was downloaded"),
    "results_exported": _("All results were downloaded"),
    "session_marked": _("A session was marked"),
    "sharing_closed": _("What is shared was closed, because the clinician’s access was switched off"),
    "sharing_granted": _("Shared from then on"),
    "sharing_paused": _("Sharing was paused"),
    "sharing_resumed": _("Sharing went on"),
    "sharing_said_again": _("Said again what is shared"),
    "sharing_withdrawn": _("No longer shared"),
    "staff_added": _("Let into the pages of the staff"),
    "staff_removed": _("No longer on the staff"),
    "urgent_plan_confirmed": _("A plan for urgent contact was confirmed"),
    "visit_ended": _("Signed out on one device"),
}
KINDS: Mapping[str, Any] = {
    **{purpose.value: purpose.label for purpose in Consent.Purpose},
    **{f"sharing_{kind.value}": kind.label for kind in Sharing.Kind},
    **{f"look_{what.value}": what.label for what in Look.What},
}


@dataclass(frozen=True)
class Line:
    """One thing that was done: when, what, to what, and by whom."""

    at: datetime
    words: str
    about: str
    by: str


def record_page(*, person: User, number: int | str) -> tuple[Page[AuditEntry], list[Line]]:
    """Fifty at a time, the newest first, to the very first."""
    page = Paginator(AuditEntry.objects.about(person.audit_key), ON_A_PAGE).get_page(number)
    entries = list(page)
    actors = _actors({entry.actor_key for entry in entries if entry.actor_key})
    return page, [_line(entry, person, actors) for entry in entries]


def in_words(verb: str) -> str:
    """What a verb of the audit trail says; what has no words yet stands as it is kept."""
    return str(WORDS.get(verb) or verb.replace("_", " ").capitalize())


def _line(entry: AuditEntry, person: User, actors: Mapping[UUID, User]) -> Line:
    about = str(KINDS.get(entry.object_kind, ""))
    return Line(entry.at, in_words(entry.verb), about, _by(entry.actor_key, person, actors))


def _actors(keys: Iterable[UUID]) -> dict[UUID, User]:
    return {actor.audit_key: actor for actor in User.objects.get_queryset().audited_as(keys)}


def _by(key: UUID | None, person: User, actors: Mapping[UUID, User]) -> str:
    """Never an address or a greeting name: of the staff only that it was the staff."""
    if key == person.audit_key:
        return translate("You")
    if key is None:
        return translate("By itself")
    actor = actors.get(key)
    if actor is None:
        return translate("Somebody whose account is gone")
    if actor.professional_name:
        return actor.professional_name
    return translate("Somebody on the staff") if actor.is_staff else translate("Another person")
