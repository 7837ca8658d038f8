"""What a mail provider says over HTTP, in plain values. Anymail has checked who speaks."""

from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver
from django.utils import timezone

from outbox.services import Event, note_news

WEBHOOKS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}


@receiver(tracking, dispatch_uid="outbox.hear")
def hear(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Nothing of it is kept or logged. If the database is away this fails, and the provider comes again."""
    note_news(
        event=Event(
            kind=event.event_type or "",
            recipient=event.recipient or "",
            reason=event.reject_reason or "",
            answer=f"{event.mta_response or ''} {event.description or ''}",
            event_id=event.event_id or "",
            mail_id=event.message_id or "",
            told=event.esp_event,
        ),
        now=timezone.now(),
    )
