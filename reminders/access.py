"""The door for links in mails."""

from django.conf import settings
from django.shortcuts import get_object_or_404

from reminders.models import Preferences
from reminders.rules.tokens import read_token


def get_wishes(token: str) -> Preferences:
    """The preferences a mail's link speaks for, signed in or not; 404 for a link that is not ours."""
    key = read_token(token, secret=settings.SECRET_KEY)
    found: Preferences = get_object_or_404(Preferences.objects.with_key(key).select_related("learner"))
    return found
