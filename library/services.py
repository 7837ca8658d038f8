"""What readers are shown at the moment."""

from library.models import Publication


def current_edition() -> str:
    """A name for everything that is published now: another publication, another name. Empty before the first."""
    return Publication.objects.current().edition()
