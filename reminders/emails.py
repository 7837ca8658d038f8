"""The mails of this app, in words. Whether one goes is decided in services."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from outbox import rules as outgoing
from reminders.models import Preferences
from reminders.rules.tokens import make_token


def next_step_note(*, learner: User, wishes: Preferences) -> outgoing.Message:
    """Discreet by default: no topic, no course, no name, no progress."""
    words = {
        "today_url": f"{settings.SITE_URL}{reverse('pages:today')}",
        "is_plain": wishes.has_plain_subjects,
    }
    return _note("next_step", learner, wishes, words)


def note_from_me(*, learner: User, wishes: Preferences, note_key: UUID | None) -> outgoing.Message:
    """Discreet always: it says that a note is there, and nothing of what it is or when it was written."""
    return _note("note_from_me", learner, wishes, {"note_url": _note_url(note_key)})


def _note_url(note_key: UUID | None) -> str:
    place = reverse("journal:note", args=[note_key]) if note_key else reverse("journal:from_me")
    return f"{settings.SITE_URL}{place}"


def _note(name: str, learner: User, wishes: Preferences, words: dict[str, Any]) -> outgoing.Message:
    token = make_token(wishes.key, secret=settings.SECRET_KEY)
    link = f"{settings.SITE_URL}{reverse('reminders:wishes', args=[token])}"
    context = {
        **words,
        "site_name": settings.SITE_NAME,
        "pause_url": link,
        "change_url": f"{settings.SITE_URL}{reverse('reminders:settings')}",
    }
    return outgoing.Message(
        to=learner.email,
        subject=render_to_string(f"reminders/emails/{name}_subject.txt", context).strip(),
        text=render_to_string(f"reminders/emails/{name}_message.txt", context),
        html=render_to_string(f"reminders/emails/{name}_message.html", context),
        headers={
            "List-Unsubscribe": f"<{link}stop/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
