"""What a clinician tells every client: who they are as it was checked, when they answer, until when they are away."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ClinicianRequest, User
from accounts.services import record
from clinic.models import Profile
from common.errors import RuleBroken

REPLY_HOURS_LENGTH = 200


@dataclass(frozen=True)
class Who:
    """A clinician as clients see them. Empty words were never said; `away_until` is None once the day has passed."""

    name: str
    profession: str = ""
    licence_body: str = ""
    reply_hours: str = ""
    away_until: date | None = None
    is_switched_off: bool = False  # suspended or closed: they can open nothing, whatever is agreed


@transaction.atomic
def keep_profile(*, clinician: User, reply_hours: str, away_until: date | None = None) -> Profile:
    """Say when you answer; every client reads it. `away_until` is the last day away, today or later."""
    if not clinician.is_clinician:
        raise RuleBroken(_("Only verified clinicians have this page."))
    words = " ".join(reply_hours.split())
    if not words or len(words) > REPLY_HOURS_LENGTH:
        raise RuleBroken(
            _("Say when you answer, in at most %(count)d characters.") % {"count": REPLY_HOURS_LENGTH}
        )
    if away_until and away_until < timezone.localdate():
        raise RuleBroken(_("Choose today or a later day, or leave the date empty."))
    kept, _is_new = Profile.objects.update_or_create(
        clinician=clinician,
        defaults={"reply_hours": words, "away_until": away_until, "changed_at": timezone.now()},
    )
    record(subject=clinician, actor=clinician, verb="reply_hours_stated", object_kind="profile")
    return kept


def profile_of(*, clinician: User) -> Profile | None:
    return Profile.objects.filter(clinician=clinician).first()


def states_reply_hours(*, clinician: User) -> bool:
    """Whether people who are invited can read when this clinician answers."""
    return Profile.objects.filter(clinician=clinician).exclude(reply_hours="").exists()


def who(*, clinician: User, today: date) -> Who:
    """With the profession and the licensing body as staff verified them; never the number. Two queries."""
    person = who_are(clinicians=[clinician], today=today)[clinician.pk]
    checked = ClinicianRequest.objects.of(clinician).verified().first()
    if checked is None:
        return person
    return replace(person, profession=checked.profession or "", licence_body=checked.licensing_body or "")


def who_are(*, clinicians: Collection[User], today: date) -> dict[int, Who]:
    """By `User.pk`, without profession and body; one query however many. `today` is the reader's own day."""
    profiles = {each.clinician_id: each for each in Profile.objects.filter(clinician__in=clinicians)}
    return {person.pk: _who(person, profiles.get(person.pk), today) for person in clinicians}


def _who(person: User, profile: Profile | None, today: date) -> Who:
    away = profile.away_until if profile else None
    return Who(
        name=person.professional_name,
        reply_hours=profile.reply_hours if profile else "",
        away_until=away if away and away >= today else None,
        is_switched_off=not person.is_clinician,
    )
