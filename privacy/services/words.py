"""What tables, columns and rows are called when their owner reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal.services.notebook import title_of

TITLES: Mapping[str, Any] = {
    "courses.Enrolment": _("Courses you joined"),
    "courses.Reading": _("Lessons you opened"),
    "courses.Completion": _("Lessons you finished"),
    "courses.AdverseReport": _("Where you said that something made things worse"),
    "journal.Entry": _("Notebook"),
    "journal.NoteFromMe": _("Notes from you"),
    "journal.HighMark": _("A high mark in the body check"),
    "quizzes.Result": _("Results"),
    "quizzes.Sitting": _("Sheets and checks you began"),
    "quizzes.Answer": _("Your answers"),
    "clinic.Link": _("Connections"),
    "clinic.Sharing": _("What was agreed to be shown"),
    "clinic.SharedEntry": _("Pages you marked to be shown"),
    "clinic.Assignment": _("Suggestions"),
    "clinic.Pick": _("What you picked for a session"),
    "clinic.SessionMark": _("Sessions"),
    "clinic.Nudge": _("Short notes over a connection"),
    "clinic.ContactRequest": _("When you asked to be contacted"),
    "clinic.Look": _("Who looked, and when"),
    "clinic.Profile": _("What your clients are told"),
    "clinic.Invitation": _("Invitations you sent"),
    "clinic.Plan": _("Your plans"),
    "clinic.PlanStep": _("Steps of your plans"),
    "reminders.Preferences": _("What you wish about notes by email"),
    "reminders.Reminder": _("Notes that were planned"),
    "outbox.Mail": _("Emails"),
    "accounts.User": _("You"),
    "account.EmailAddress": _("Your email addresses"),
    "accounts.Consent": _("What you agreed to"),
    "accounts.ClinicianRequest": _("When you asked to be a clinician here"),
    "accounts.FactorReset": _("When your second step was lost"),
    "accounts.AuditEntry": _("What was done with your data"),
    "privacy.Archive": _("Copies you asked for"),
}
# Where the name of a column in our own speech would not say it.
COLUMNS: Mapping[str, Any] = {
    "accounts.AuditEntry.actor_key": _("Who did it"),
    "accounts.AuditEntry.subject_key": _("Whom it is about"),
    "accounts.AuditEntry.at": _("When"),
    "accounts.AuditEntry.verb": _("What was done"),
    "clinic.Assignment.by_on": _("Perhaps by"),
    "clinic.Assignment.target_key": _("Which one"),
    "clinic.Link.reference": _("What the clinician calls the client"),
    "clinic.Look.at": _("When"),
    "clinic.Look.kinds": _("What was agreed then"),
    "journal.Entry.body": _("What you wrote"),
    "journal.Entry.filled": _("Fields that hold something"),
    "journal.Entry.other": _("Also written, on another page"),
    "quizzes.Answer.other": _("Also answered, on another page"),
    "quizzes.Answer.sequence": _("How often it was saved"),
}
# What a row needs at hand to be named, so that thousands of rows cost no query each.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "clinic.Link": ("client", "clinician"),
    "clinic.SharedEntry": ("link__client", "link__clinician", "entry__exercise"),
    "courses.AdverseReport": ("lesson",),
    "courses.Completion": ("lesson",),
    "courses.Enrolment": ("course",),
    "courses.Reading": ("lesson",),
    "journal.Entry": ("exercise",),
    "quizzes.Answer": ("sitting__quiz",),
    "quizzes.Result": ("sitting__quiz",),
    "quizzes.Sitting": ("quiz",),
}
OVER_A_LINK = ("link__client", "link__clinician")


def title_of_table(label: str, model: type[models.Model]) -> str:
    return str(TITLES.get(label) or capfirst(str(model._meta.verbose_name_plural)))


def name_of_column(field: models.Field[Any, Any]) -> str:
    own = COLUMNS.get(f"{field.model._meta.label}.{field.name}")
    return str(own or capfirst(str(field.verbose_name)))


def needed_by(model: type[models.Model]) -> tuple[str, ...]:
    """For select_related: what `name_of` looks at."""
    own = NEEDED.get(model._meta.label)
    if own is not None:
        return own
    has_link = any(field.name == "link" for field in model._meta.concrete_fields)
    return OVER_A_LINK if has_link else ()


def name_of(thing: Any, *, reader: User) -> str:
    """What a row that another one points at is called; "" if it is nothing a person would name."""
    if isinstance(thing, User):
        return name_of_person(thing, reader=reader)
    for label, name in NAMES.items():
        if thing._meta.label == label:
            return name(thing, reader)
    return str(getattr(thing, "title", "") or "")


def name_of_person(person: User, *, reader: User) -> str:
    """Never an address: a copy of one person's data tells nobody else's."""
    if person.pk == reader.pk:
        return translate("You")
    return person.professional_name or translate("Another person")


def _name_of_link(link: Any, reader: User) -> str:
    if link.client_id == reader.pk:
        return name_of_person(link.clinician, reader=reader)
    return str(link.reference or "") or translate("Another person")


NAMES: Mapping[str, Callable[[Any, User], str]] = {
    "clinic.Link": _name_of_link,
    "journal.Entry": lambda entry, _reader: title_of(entry),
    "quizzes.Sitting": lambda sitting, _reader: str(sitting.quiz.title),
}
