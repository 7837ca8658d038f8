"""The one mail of this app, decided again and put into words at the last moment."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from courses.models import Enrolment
from outbox import rules as outgoing
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import Skip, Wait, decide
from reminders.rules.tokens import make_token
from reminders.services.situations import situation_of


def prepare(keys: dict[str, Any], now: datetime) -> outgoing.Prepared:
    """Skip, wait or the finished words for one row of the ledger."""
    reminder = Reminder.objects.select_related("learner").filter(key=keys["reminder"]).first()
    if reminder is None:
        return outgoing.Skip("gone")
    enrolment = Enrolment.objects.select_related("course").filter(key=reminder.enrolment_key).first()
    situation = situation_of(
        learner=reminder.learner,
        enrolment=enrolment,
        due_at=reminder.due_at,
        now=now,
        is_asked_for=reminder.is_asked_for,
    )
    decision = decide(situation, now=now)
    if isinstance(decision, Skip):
        return outgoing.Skip(decision.reason)
    if isinstance(decision, Wait):
        return outgoing.Wait(decision.until)
    return next_step_note(reminder)


def next_step_note(reminder: Reminder) -> outgoing.Message:
    """Discreet by default: no topic, no course, no name, no progress."""
    wishes, _ = Preferences.objects.get_or_create(learner=reminder.learner)
    token = make_token(wishes.key, secret=settings.SECRET_KEY)
    link = f"{settings.SITE_URL}{reverse('reminders:wishes', args=[token])}"
    context = {
        "site_name": settings.SITE_NAME,
        "today_url": f"{settings.SITE_URL}{reverse('pages:today')}",
        "pause_url": link,
        "stop_url": link,
        "change_url": f"{settings.SITE_URL}{reverse('reminders:settings')}",
        "is_plain": wishes.has_plain_subjects,
    }
    return outgoing.Message(
        to=reminder.learner.email,
        subject=render_to_string("reminders/emails/next_step_subject.txt", context).strip(),
        text=render_to_string("reminders/emails/next_step_message.txt", context),
        html=render_to_string("reminders/emails/next_step_message.html", context),
        headers={
            "List-Unsubscribe": f"<{link}stop/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
