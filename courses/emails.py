"""The one mail of this app: it tells the people who write the lessons that somebody felt worse."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from courses.models import AdverseReport, Lesson
from outbox.rules import Message, Prepared, Skip


def prepare_worse(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "worse": which lessons were reported on some days. No numbers, no hours, no people."""
    if not settings.NOTICE.authors:
        return Skip("Nobody is named to be told.")
    first, last = (date.fromisoformat(keys.get(name, keys["day"])) for name in ("since", "day"))
    reports = AdverseReport.objects.on_days(first, last)
    lessons = list(Lesson.objects.light().reported(reports))
    if not lessons:
        return Skip("There is nothing to tell any more.")
    facts = {
        "site_name": settings.SITE_NAME,
        "lessons": [(each.title, urljoin(settings.SITE_URL, each.get_absolute_url())) for each in lessons],
        "is_yesterday": first == last,
        "url": urljoin(settings.SITE_URL, reverse("admin:courses_adversereport_changelist")),
    }
    return Message(
        to=settings.NOTICE.authors,
        subject=" ".join(render_to_string("courses/emails/worse_subject.txt", facts).split()),
        text=render_to_string("courses/emails/worse_message.txt", facts),
        html=render_to_string("courses/emails/worse_message.html", facts),
    )
