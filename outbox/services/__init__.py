"""What may be done with outgoing mail."""

from outbox.services.queueing import drop_waiting, enqueue
from outbox.services.reaping import reap
from outbox.services.sending import send_due, take_turn
from outbox.services.signs import health, is_healthy, note_heartbeat
from outbox.services.suppressing import end_silence, is_suppressed, silence, suppress

__all__ = [
    "drop_waiting",
    "end_silence",
    "enqueue",
    "health",
    "is_healthy",
    "is_suppressed",
    "note_heartbeat",
    "reap",
    "send_due",
    "silence",
    "suppress",
    "take_turn",
]
