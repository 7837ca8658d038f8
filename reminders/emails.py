"""The mails of this app, in words. Whether one goes is decided in services."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from outbox import rules as outgoing
from reminders.models import Preferences, Reminder
from reminders.rules.ladder import Rung
from reminders.rules.tokens import make_token


@dataclass(frozen=True)
class Facts:
    """What the words of one note depend on, and nothing more."""

    kind: str
    rung: Rung | None = None  # of the ladder: what it offers instead of the next step
    is_together: bool = False  # it speaks for more than one thing that was due
    note_key: UUID | None = None
    next_title: str = ""  # only in plain mode


def write_note(*, learner: User, wishes: Preferences, facts: Facts) -> outgoing.Message:
    """The words for any kind. Discreet by default: no topic, no course, no name, no progress."""
    if facts.kind == Reminder.Kind.NOTE_FROM_ME:
        return _note("note_from_me", learner, wishes, {"note_url": _note_url(facts.note_key)})
    words = {
        "today_url": f"{settings.SITE_URL}{reverse('pages:today')}",
        "is_plain": wishes.has_plain_subjects,
        "facts": facts,
    }
    return _note("next_step", learner, wishes, words)


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
