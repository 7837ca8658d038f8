"""Being signed in, on one device, from signing in to the end: what Django calls a session."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.querysets import VisitQuerySet
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class Visit(AbstractBaseSession):
    """One row a browser, also of people who are not signed in. No network address, no place, no browser's full name."""

    class Browser(models.TextChoices):
        FIREFOX = "firefox", "Firefox"
        CHROME = "chrome", "Chrome"
        EDGE = "edge", "Edge"
        SAFARI = "safari", "Safari"
        OPERA = "opera", "Opera"
        SAMSUNG = "samsung", "Samsung Internet"

    class System(models.TextChoices):
        IPHONE = "iphone", _("an iPhone")
        IPAD = "ipad", _("an iPad")
        ANDROID = "android", _("an Android device")
        WINDOWS = "windows", _("a Windows computer")
        MAC = "mac", _("a Mac")
        CHROMEBOOK = "chromebook", _("a Chromebook")
        LINUX = "linux", _("a Linux computer")

    personal_data: ClassVar = PersonalData(
        owner="user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="whoever holds its key is signed in; its owner reads the rest under Settings, and it ends within days",
    )

    session_data = SealedField(owner="session_key")
    # The name a page knows it by. Not unique: while Django takes a new session key, both rows carry it for a moment.
    key = models.CharField(max_length=32, db_index=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="visits")
    browser = models.CharField(max_length=12, choices=Browser.choices, blank=True)
    system = models.CharField(max_length=12, choices=System.choices, blank=True)
    is_own_device = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return self.key  # never the session's own key, which opens the account
