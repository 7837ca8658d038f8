"""What becomes of the tables that libraries bring, which cannot declare it themselves; and the order of a copy."""

from collections.abc import Iterable, Mapping, Sequence

from common.declarations import Declaration, Erasure, Export, NoPersonalData, PersonalData

LIBRARY_TABLES: dict[str, Declaration] = {
    "account.EmailAddress": PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE),
    "account.EmailConfirmation": PersonalData(
        owner="email_address__user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="short-lived codes",
    ),
    "mfa.Authenticator": PersonalData(
        owner="user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="the secrets of a second step, sealed; an export of them would be a copy of the key",
    ),
    "admin.LogEntry": PersonalData(
        owner="user", at_export=Export.NOTHING, at_erasure=Erasure.DELETE, why="what staff did in the admin"
    ),
    "auth.Group": NoPersonalData("names of groups"),
    "auth.Permission": NoPersonalData("names of permissions"),
    "contenttypes.ContentType": NoPersonalData("names of tables"),
}

# Where the last step of an owner's path is no foreign key: what it holds of a person.
KEYS: Mapping[str, str] = {"recipient_key": "key", "subject_key": "audit_key", "pk": "pk"}

# Columns that name somebody by their audit key.
PEOPLE_BY_KEY = frozenset({"subject_key", "actor_key", "started_by_key", "ended_by_key"})

# In a copy, tables stand in the order of the product's own pages. What is not named here comes last.
ORDER: Sequence[str] = (
    "courses.Enrolment", "courses.Reading", "courses.Completion", "courses.AdverseReport",
    "journal.Entry", "journal.NoteFromMe", "journal.HighMark",
    "quizzes.Result", "quizzes.Sitting", "quizzes.Answer",
    "clinic.Link", "clinic.Sharing", "clinic.SharedEntry", "clinic.Assignment", "clinic.Pick", "clinic.SessionMark",
    "clinic.Nudge", "clinic.ContactRequest", "clinic.Look",
    "clinic.Profile", "clinic.Invitation", "clinic.Plan", "clinic.PlanStep",
    "reminders.Preferences", "reminders.Reminder", "outbox.Mail",
    "accounts.User", "account.EmailAddress", "accounts.Consent", "accounts.ClinicianRequest", "accounts.FactorReset",
    "accounts.AuditEntry", "privacy.Archive",
)  # fmt: skip

# What says nothing about a person: the mechanics of workers, and what would open something to whoever holds the file.
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "accounts.User": frozenset({"password", "visits_epoch"}),
    "clinic.Invitation": frozenset({"token_hash"}),
    "journal.Entry": frozenset({"version"}),
    "outbox.Mail": frozenset({"sealed", "owner", "lease_until", "keys", "unique_key"}),
    "privacy.Archive": frozenset({"owner", "lease_until", "attempts", "table", "after", "counts", "pieces"}),
    "quizzes.Sitting": frozenset({"version"}),
    "reminders.Preferences": frozenset({"calendar_key", "look_at"}),
    "reminders.Reminder": frozenset({"mail", "carried_by"}),
}


def in_order(labels: Iterable[str]) -> list[str]:
    """As the product's pages stand; what ORDER does not name comes last, by its name."""
    places = {label: place for place, label in enumerate(ORDER)}
    return sorted(labels, key=lambda label: (places.get(label, len(places)), label))
