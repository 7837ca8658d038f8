"""Decisions about outgoing mail, from plain values: what a message is, when to try again, what a reply means."""

from outbox.rules.messages import Message, Prepared, Skip, Unsendable, Wait
from outbox.rules.news import News, meaning, our_ids
from outbox.rules.replies import Stage, Verdict, asks_for_patience, is_about_address, judge
from outbox.rules.retries import ATTEMPTS_ALLOWED, retry_at
from outbox.rules.wire import Envelope, as_bytes, message_id

__all__ = [
    "ATTEMPTS_ALLOWED",
    "Envelope",
    "Message",
    "News",
    "Prepared",
    "Skip",
    "Stage",
    "Unsendable",
    "Verdict",
    "Wait",
    "as_bytes",
    "asks_for_patience",
    "is_about_address",
    "judge",
    "meaning",
    "message_id",
    "our_ids",
    "retry_at",
]
