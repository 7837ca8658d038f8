"""What happens to an account, and the record of it."""

import uuid
from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import AuditEntry, Consent, User
from common.errors import RuleBroken


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
def give_consent(*, user: User, purpose: str, text_version: str, text: str) -> Consent:
    """Note that a person agreed to these words; a newer text replaces an older one, the same text changes nothing."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # rows that refer to them may be written
    standing = user.consents.standing().for_purpose(purpose)
    digest = rules.text_hash(text)
    same = standing.worded(text_version, digest).first()
    if same is not None:
        return same  # type: ignore[no-any-return]
    now = timezone.now()
    standing.update(withdrawn_at=now)
    consent = Consent.objects.create(
        user=user, purpose=purpose, text_version=text_version, text_hash=digest, granted_at=now
    )
    record(subject=user, actor=user, verb="consent_given", object_kind=purpose, object_key=consent.key)
    return consent


@transaction.atomic
def withdraw_consent(*, user: User, purpose: str) -> None:
    """End a standing consent from now on; without one nothing happens."""
    for consent in user.consents.standing().for_purpose(purpose).select_for_update():
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        record(
            subject=user, actor=user, verb="consent_withdrawn", object_kind=purpose, object_key=consent.key
        )


@transaction.atomic
def change_staff(*, user: User, actor: User, is_staff: bool) -> User:
    """Let somebody into the staff pages, or out of them."""
    if user == actor:
        raise RuleBroken(_("Ask somebody else to change your own role."))
    user.is_staff = is_staff
    user.save(update_fields=["is_staff"])
    record(subject=user, actor=actor, verb="staff_added" if is_staff else "staff_removed")
    return user


def remember_country(*, user: User, code: str) -> None:
    """Whose support lines this person wants to see first; an empty code forgets it."""
    user.support_country = code
    user.save(update_fields=["support_country"])


def choose_settings(*, user: User, theme: str, greeting_name: str, time_zone: str) -> User:
    """How this person wants to be greeted, what they look at, and what time it is where they are."""
    if theme not in User.Theme.values:
        raise RuleBroken(_("Choose one of the looks on the page."))
    if not rules.is_time_zone(time_zone):
        raise RuleBroken(_("Choose a time zone from the list."))
    user.theme = theme
    user.greeting_name = " ".join(greeting_name.split())[:60]
    if user.time_zone != time_zone:
        user.time_zone, user.moved_at = time_zone, timezone.now()
    user.save(update_fields=["theme", "greeting_name", "time_zone", "moved_at"])
    return user


def arrive(*, user: User) -> None:
    """Their moments hold for where they live now; unless they have moved once more since `user` was read."""
    User.objects.get_queryset().moved().filter(pk=user.pk, moved_at=user.moved_at).update(moved_at=None)


def mark_leave_explained(user: User) -> None:
    """The page about the Leave button was shown; it is shown once."""
    if user.leave_explained_at is None:
        user.leave_explained_at = timezone.now()
        user.save(update_fields=["leave_explained_at"])


def note_seen(*, user: User, today: date) -> None:
    """Remember the last day a person was here: at most one write a day, and none when it is known already."""
    if user.last_seen_on != today:
        User.objects.get_queryset().not_seen_on(today).filter(pk=user.pk).update(last_seen_on=today)
        user.last_seen_on = today


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


def person_behind(*, email: str, user: object) -> User | None:
    """Whose mail this is: the signed-in person's, else that of whoever has this address, else nobody's."""
    if isinstance(user, User):
        return user
    person: User | None = User.objects.get_queryset().with_address(email).first()
    return person


def code_mark(person: User) -> str:
    """What a code for this person is bound to: it is dead once the password, the address or the visits have changed."""
    bound_to = (person.pk, person.password, person.email, person.visits_epoch, person.is_active)
    return salted_hmac("accounts.code", "|".join(map(str, bound_to)), algorithm="sha256").hexdigest()


def is_code_alive(*, pk: int, mark: str) -> bool:
    """Whether nothing that a code was bound to has changed since it was sent."""
    person: User | None = User.objects.get_queryset().filter(pk=pk).first()
    return person is not None and constant_time_compare(code_mark(person), mark)
