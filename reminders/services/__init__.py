"""Planning notes, and what people wish about them."""

from reminders.services.planning import plan_due, send_now
from reminders.services.preparing import prepare
from reminders.services.telling import NextNote, history_of, next_note, paces_of
from reminders.services.wishes import AGAIN_AGREED, change_wishes, pause, resume, stop_all, wishes_of

__all__ = [
    "AGAIN_AGREED",
    "NextNote",
    "change_wishes",
    "history_of",
    "next_note",
    "paces_of",
    "pause",
    "plan_due",
    "prepare",
    "resume",
    "send_now",
    "stop_all",
    "wishes_of",
]
