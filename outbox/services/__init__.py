"""What may be done with outgoing mail."""

from outbox.services.queueing import drop_waiting, enqueue

__all__ = ["drop_waiting", "enqueue"]
