"""What may be done with outgoing mail."""

from outbox.services.queueing import drop_waiting, enqueue
from outbox.services.reaping import reap
from outbox.services.sending import send_due, take_turn
from outbox.services.signs import health, is_healthy, note_heartbeat
from outbox.services.suppressing import is_suppressed, suppress

__all__ = [
    "drop_waiting",
    "enqueue",
    "health",
    "is_healthy",
    "is_suppressed",
    "note_heartbeat",
    "reap",
    "send_due",
    "suppress",
    "take_turn",
]
