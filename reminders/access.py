"""The doors for links in mails and for calendars. Where a secret in the address is the proof, nobody signs in."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.models import User
from common.signing import first_read
from reminders.models import Preferences, Reminder
from reminders.rules.tokens import read_token


def get_wishes(token: str) -> Preferences:
    """The preferences a mail's link speaks for, signed in or not; 404 for a link that is not ours."""
    key = first_read(lambda secret: read_token(token, secret=secret))
    found: Preferences = get_object_or_404(Preferences.objects.with_key(key).select_related("learner"))
    return found


def get_calendar(key: UUID) -> Preferences:
    """The preferences whose days a calendar asks for; 404 for an address that was taken back or never was."""
    found: Preferences = get_object_or_404(Preferences.objects.with_calendar(key).select_related("learner"))
    return found


def get_sheet_note(user: User, key: UUID) -> Reminder:
    """A person's own note about a questionnaire; 404 for anybody else's."""
    mine = Reminder.objects.visible_to(user).select_related("learner")
    found: Reminder = get_object_or_404(mine, key=key, kind=Reminder.Kind.QUESTIONNAIRE_DUE)
    return found
