"""What may be done with outgoing mail."""

from outbox.services.archiving import tidy
from outbox.services.figures import Figure, figures
from outbox.services.forgetting import forget_local_mail, forget_mail_about
from outbox.services.news import Event, note_news
from outbox.services.queueing import Letter, drop_waiting, enqueue, enqueue_all, keys_not_in_vain
from outbox.services.reaping import reap
from outbox.services.restoring import close_after_restore
from outbox.services.sending import send_due, take_turn
from outbox.services.signs import health, note_heartbeat
from outbox.services.suppressing import (
    Address,
    AddressState,
    address_state,
    end_silence,
    is_suppressed,
    silence,
    suppress,
    try_again,
)
from outbox.services.wording import NOBODY, worded

__all__ = [
    "NOBODY",
    "Address",
    "AddressState",
    "Event",
    "Figure",
    "Letter",
    "address_state",
    "close_after_restore",
    "drop_waiting",
    "end_silence",
    "enqueue",
    "enqueue_all",
    "figures",
    "forget_local_mail",
    "forget_mail_about",
    "health",
    "is_suppressed",
    "keys_not_in_vain",
    "note_heartbeat",
    "note_news",
    "reap",
    "send_due",
    "silence",
    "suppress",
    "take_turn",
    "tidy",
    "try_again",
    "worded",
]
