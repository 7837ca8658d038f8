"""Who a person is."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UserQuerySet
from common.declarations import Erasure, Export, PersonalData


class UserManager(BaseUserManager["User"]):
    """Makes people by email address; there are no usernames."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are facts about them, not types: everyone is a learner, some are clinicians, some are staff."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class ClinicianState(models.TextChoices):
        NONE = "none", _("Not a clinician")
        VERIFIED = "verified", _("Verified clinician")
        SUSPENDED = "suspended", _("Suspended clinician")

    personal_data: ClassVar = PersonalData(owner="pk", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The only name the audit trail knows a person by; when the person goes, it points to nobody.
    audit_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email address"), max_length=254, unique=True)
    greeting_name = models.CharField(_("what we call you"), max_length=60, blank=True)
    time_zone = models.CharField(max_length=64, default=settings.DEFAULT_TIME_ZONE)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    # Whose support lines Help now shows first; empty unless the person asked for it to be remembered.
    support_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    leave_explained_at = models.DateTimeField(null=True, blank=True)
    clinician_state = models.CharField(
        max_length=9, choices=ClinicianState.choices, default=ClinicianState.NONE
    )
    # Which time the clinician's pages are open: one more whenever they are opened again after a suspension.
    clinician_term = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    professional_name = models.CharField(_("name shown to clients"), max_length=120, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_on = models.DateField(null=True, editable=False)
    # Part of what every session is checked against: one more, and all of them are over.
    visits_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # When a waiting reset takes the second step away: every page of the person says so until then.
    factors_end_at = models.DateTimeField(null=True, editable=False)

    # When they chose another time zone; cleared by whoever keeps moments of theirs and has worked them out anew.
    moved_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]
        indexes = [
            models.Index(
                fields=["moved_at"], condition=models.Q(moved_at__isnull=False), name="people_who_moved"
            )
        ]

    def __str__(self) -> str:
        # Never the address: this ends up in logs, titles and the admin's history.
        return str(self.key)

    @property
    def itself(self) -> Self:
        """This row, also to whoever holds it by way of something lazy: each look at it through that costs."""
        return self

    @property
    def is_clinician(self) -> bool:
        return self.is_active and self.clinician_state == self.ClinicianState.VERIFIED

    @property
    def is_suspended(self) -> bool:
        return self.clinician_state == self.ClinicianState.SUSPENDED

    @property
    def needs_factor(self) -> bool:
        """Whoever can see other people's data signs in with a second step."""
        return self.is_clinician or (self.is_active and self.is_staff)

    def get_session_auth_hash(self) -> str:
        return self._of_this_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        hashes = zip(settings.SECRET_KEY_FALLBACKS, super().get_session_auth_fallback_hash(), strict=True)
        yield from (self._of_this_epoch(each, secret) for secret, each in hashes)

    def _of_this_epoch(self, session_hash: str, secret: str | None = None) -> str:
        """Nobody is signed out by the existence of the counter: at nought the hash is Django's own."""
        if not self.visits_epoch:
            return session_hash
        salt = f"visits-{self.visits_epoch}"
        return salted_hmac(salt, session_hash, secret=secret, algorithm="sha256").hexdigest()
