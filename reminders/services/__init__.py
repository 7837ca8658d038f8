"""Planning notes, and what people wish about them."""

from reminders.services.calendars import calendar_of, end_calendar, keep_calendar, renew_calendar
from reminders.services.choosing import keep_wishes
from reminders.services.figures import figures
from reminders.services.history import history_of, history_page, paces_of
from reminders.services.kinds import KINDS_AGREED, KindsRefused, choose_kinds, set_email_unsafe
from reminders.services.leading import questionnaire_of
from reminders.services.planning import plan_due, send_now
from reminders.services.preparing import prepare, prepare_together
from reminders.services.telling import NextNote, Outlook, next_note, outlook
from reminders.services.trying import prepare_trial, send_trial
from reminders.services.wishes import AGAIN_AGREED, change_wishes, pause, resume, stop_all, wishes_of

__all__ = [
    "AGAIN_AGREED",
    "KINDS_AGREED",
    "KindsRefused",
    "NextNote",
    "Outlook",
    "calendar_of",
    "change_wishes",
    "choose_kinds",
    "end_calendar",
    "figures",
    "history_of",
    "history_page",
    "keep_calendar",
    "keep_wishes",
    "next_note",
    "outlook",
    "paces_of",
    "pause",
    "plan_due",
    "prepare",
    "prepare_together",
    "prepare_trial",
    "questionnaire_of",
    "renew_calendar",
    "resume",
    "send_now",
    "send_trial",
    "set_email_unsafe",
    "stop_all",
    "wishes_of",
]
