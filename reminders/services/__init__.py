"""Planning notes, and what people wish about them."""

from reminders.services.history import history_of, paces_of
from reminders.services.kinds import KINDS_AGREED, KindsRefused, choose_kinds, set_email_unsafe
from reminders.services.planning import plan_due, send_now
from reminders.services.preparing import prepare
from reminders.services.telling import NextNote, Outlook, next_note, outlook
from reminders.services.wishes import AGAIN_AGREED, change_wishes, pause, resume, stop_all, wishes_of

__all__ = [
    "AGAIN_AGREED",
    "KINDS_AGREED",
    "KindsRefused",
    "NextNote",
    "Outlook",
    "change_wishes",
    "choose_kinds",
    "history_of",
    "next_note",
    "outlook",
    "paces_of",
    "pause",
    "plan_due",
    "prepare",
    "resume",
    "send_now",
    "set_email_unsafe",
    "stop_all",
    "wishes_of",
]
