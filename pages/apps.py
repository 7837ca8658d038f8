"""The app's name for Django, and what it says before a site goes out."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

HINT = (
    "Set CONTACT_EMAIL: it stands in the privacy notice, in the accessibility statement and in security.txt."
)


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        checks.register(_somebody_answers, checks.Tags.security, deploy=True)


def _somebody_answers(**_: Any) -> list[checks.CheckMessage]:
    """A site that keeps people's writing says who runs it."""
    if settings.NOTICE.contact:
        return []
    return [checks.Warning("Nobody can be written to about this site.", hint=HINT, id="pages.W001")]
