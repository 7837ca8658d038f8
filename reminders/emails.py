"""The mails of this app, in words. Whether one goes is decided in services.

The words of every kind stand here once, and both parts of a mail are made of them: so neither can say more than the
other. Discreet means: nobody who looks at the phone of whoever gets it learns what it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from outbox import rules as outgoing
from reminders.models import Preferences, Reminder
from reminders.rules.ladder import Rung
from reminders.rules.tokens import make_token

Kind = Reminder.Kind
# Typed as a person types it: the text part of a mail in English then travels as it is, seven bits wide.
TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "…": "..."})

OPEN = _("Open %(site)s")


@dataclass(frozen=True)
class Facts:
    """What the words of one note depend on, and nothing more."""

    kind: str
    rung: Rung | None = None  # of the ladder: what it offers instead of the next step
    is_together: bool = False  # it speaks for more than one thing that was due
    note_key: UUID | None = None
    next_title: str = ""  # only in plain mode


@dataclass(frozen=True)
class Words:
    """`subject` is the plain one; the discreet one is the same for all."""

    subject: Promise
    lines: tuple[Promise, ...]
    press: Promise = OPEN
    opens: str = "pages:today"


DISCREET = _("A note you asked for")
TOGETHER = _("Something else you asked to be told about is on your page too.")
NEXT = _("Next comes “%(title)s”.")
NOTES: Mapping[str, Words] = {
    Kind.NEXT_STEP: Words(
        _("Your next lesson is ready when you are"),
        (
            _("Whenever you have ten quiet minutes: your next page is where you left it."),
            _("If today isn’t the day, leave it. Nothing runs out."),
        ),
    ),
    Kind.NOTE_FROM_ME: Words(
        _("A note from you to yourself"),
        (
            _("Here is the note you asked for. It is kept inside."),
            _("If now isn’t the moment, leave it. It stays there."),
        ),
        press=_("Read it"),
        opens="journal:from_me",
    ),
    Kind.RETURN_DATE: Words(
        _("The day you chose for coming back"),
        (
            _("This is the day you wanted a note on."),
            _("If it doesn’t suit you after all, leave it. Your place is kept."),
        ),
    ),
    Kind.WAITING: Words(
        _("Something is waiting for you"),
        (
            _("There is something new on your page."),
            _("Whether and when you look at it is up to you. It keeps."),
        ),
    ),
    Kind.CHECK_IN_DUE: Words(
        _("Your check-in, if you like"),
        (
            _("This is the day of the week you wanted a note on."),
            _("A minute is enough, and leaving it out is fine."),
        ),
    ),
    Kind.QUESTIONNAIRE_DUE: Words(
        _("Three months on, if you would like to compare"),
        (
            _("You wanted a note after three months."),
            _("There is nothing you have to do. What you have kept stays as it is."),
        ),
        opens="quizzes:results",
    ),
}
LADDER: Mapping[Rung, Words] = {
    Rung.PREVIEW: Words(
        _("Your next lesson is ready when you are"),
        (
            _("Your place is kept, and there is nothing to catch up on."),
            _("Your next page is there whenever you want it."),
        ),
    ),
    Rung.SHORTER: Words(
        _("A shorter step, or a pause"),
        (
            _("A whole page can be a lot. Two minutes of it are a step too, and you can stop anywhere."),
            _("Or give these notes a rest with the pause link below. Your place is kept."),
        ),
    ),
    Rung.LAST: Words(
        _("The last of these notes for now"),
        (
            _("This is the last of these notes for now. They begin again only when you do."),
            _(
                "Your place is kept for as long as you like. If you would rather have none at all, stop them below."
            ),
        ),
    ),
}
TRIAL = Words(
    _("A test, as you asked"),
    (
        _("This is a test, so that you can see how a note looks."),
        _("There is nothing you need to do."),
    ),
)


def write_note(*, learner: User, wishes: Preferences, facts: Facts) -> outgoing.Message:
    """The words for any kind. Discreet by default: no topic, no course, no name, no progress."""
    words = LADDER[facts.rung] if facts.rung else NOTES[facts.kind]
    lines: list[str | Promise] = [*words.lines]
    if facts.next_title:
        lines.append(NEXT % {"title": facts.next_title})
    if facts.is_together:
        lines.append(TOGETHER)
    place = reverse("journal:note", args=[facts.note_key]) if facts.note_key else reverse(words.opens)
    return _message(learner, wishes, words, {"lines": lines, "open_url": settings.SITE_URL + place})


def write_trial(*, learner: User, wishes: Preferences) -> outgoing.Message:
    """What a note looks like, with the subject and the small print that all of them have."""
    today = settings.SITE_URL + reverse("pages:today")
    return _message(learner, wishes, TRIAL, {"lines": TRIAL.lines, "open_url": today})


def _message(learner: User, wishes: Preferences, words: Words, context: dict[str, Any]) -> outgoing.Message:
    token = make_token(wishes.key, secret=settings.SECRET_KEY)
    link = settings.SITE_URL + reverse("reminders:wishes", args=[token])
    context = {
        **context,
        "subject": words.subject if wishes.has_plain_subjects else DISCREET,
        "press": words.press % {"site": settings.SITE_NAME},
        "site_name": settings.SITE_NAME,
        "pause_url": link,
        "change_url": settings.SITE_URL + reverse("reminders:settings"),
    }
    return outgoing.Message(
        to=learner.email,
        subject=render_to_string("reminders/emails/note_subject.txt", context).strip(),
        text=render_to_string("reminders/emails/note_message.txt", context).translate(TYPED),
        html=render_to_string("reminders/emails/note_message.html", context),
        headers={
            "List-Unsubscribe": f"<{link}stop/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
