"""What people do with exercises and their notebook."""

from common.autosave import Saved, Stale
from journal.rules.forms import Form
from journal.rules.rows import RowChange
from journal.services.checkins import Arriving, arriving
from journal.services.forms import form_of, form_to_look_at, offered_exercises, own_form
from journal.services.marking import clear_shown, hold_entries, leaf_to_show, mark_shown, why_not_shown
from journal.services.notebook import title_of
from journal.services.notes import mail_moment
from journal.services.states import (
    FieldState,
    FormState,
    entry_state,
    entry_states,
    exercise_states,
    form_state,
)
from journal.services.writing import (
    FieldsRefused,
    delete_entry,
    drop_other,
    save_field,
    save_page,
    take_other,
)

__all__ = [
    "Arriving",
    "FieldState",
    "FieldsRefused",
    "Form",
    "FormState",
    "RowChange",
    "Saved",
    "Stale",
    "arriving",
    "clear_shown",
    "delete_entry",
    "drop_other",
    "entry_state",
    "entry_states",
    "exercise_states",
    "form_of",
    "form_state",
    "form_to_look_at",
    "hold_entries",
    "leaf_to_show",
    "mail_moment",
    "mark_shown",
    "offered_exercises",
    "own_form",
    "save_field",
    "save_page",
    "take_other",
    "title_of",
    "why_not_shown",
]
