"""What nobody may choose as a password because everybody would guess it here."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NoNameOfThisSite:
    """Refuses a password that is too short once the name of the site, or its host, is taken out of it.

    Long ones may name it; nobody guesses the rest.
    """

    def __init__(self, least: int = 10) -> None:
        self.least = least

    def validate(self, password: str, user: object = None) -> None:
        rest = password.casefold()
        for name in own_names():
            rest = rest.replace(name, "")
        if len(rest) < self.least and rest != password.casefold():
            raise ValidationError(_("This is too close to the name of this site."), code="name_of_site")

    def get_help_text(self) -> str:
        return str(_("Not the name of this site."))


def own_names() -> set[str]:
    """The site's name, and the first part of its host that is a word of its own."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0].split(".")
    names = {settings.SITE_NAME.casefold(), *(part.casefold() for part in host if not part.isdigit())}
    return {name for name in names if len(name) >= 4}
