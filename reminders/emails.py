"""The mails of this app, in words. Whether one goes is decided in services."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from outbox import rules as outgoing
from reminders.models import Preferences
from reminders.rules.tokens import make_token


def next_step_note(*, learner: User, wishes: Preferences) -> outgoing.Message:
    """Discreet by default: no topic, no course, no name, no progress."""
    token = make_token(wishes.key, secret=settings.SECRET_KEY)
    link = f"{settings.SITE_URL}{reverse('reminders:wishes', args=[token])}"
    context = {
        "site_name": settings.SITE_NAME,
        "today_url": f"{settings.SITE_URL}{reverse('pages:today')}",
        "pause_url": link,
        "change_url": f"{settings.SITE_URL}{reverse('reminders:settings')}",
        "is_plain": wishes.has_plain_subjects,
    }
    return outgoing.Message(
        to=learner.email,
        subject=render_to_string("reminders/emails/next_step_subject.txt", context).strip(),
        text=render_to_string("reminders/emails/next_step_message.txt", context),
        html=render_to_string("reminders/emails/next_step_message.html", context),
        headers={
            "List-Unsubscribe": f"<{link}stop/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
