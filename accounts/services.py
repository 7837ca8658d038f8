"""What happens to an account."""

import uuid

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry, User


@transaction.atomic
def add_person(
    *,
    email: str,
    password: str | None,
    greeting_name: str = "",
    time_zone: str | None = None,
    is_staff: bool = False,
) -> User:
    """Make an account whose address is already verified (staff command, examples, tests)."""
    extra = {"time_zone": time_zone} if time_zone else {}
    user = User.objects.create_user(email, password, greeting_name=greeting_name, is_staff=is_staff, **extra)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def verify_clinician(*, user: User, actor: User, professional_name: str) -> User:
    """Staff have checked who this is; from now on the clinician's pages open."""
    user.clinician_state = User.ClinicianState.VERIFIED
    user.professional_name = professional_name
    user.save(update_fields=["clinician_state", "professional_name"])
    record(subject=user, actor=actor, verb="clinician_verified")
    return user


def record(
    *, subject: User, actor: User | None, verb: str, object_kind: str = "", object_key: str | uuid.UUID = ""
) -> None:
    """Add a line to the audit trail: keys and a verb, never content."""
    AuditEntry.objects.create(
        subject_key=subject.audit_key,
        actor_key=actor.audit_key if actor else None,
        verb=verb,
        object_kind=object_kind,
        object_key=str(object_key),
        at=timezone.now(),
    )
