"""The mails of this app, in words. Whether one goes is decided in services.

The words of every kind stand here once, and both parts of a mail are made of them: so neither can say more than the
other. Discreet means: nobody who looks at the phone of whoever gets it learns what it is about. Many get the same
note: it is put together once (outbox.services.wording), and each person's own links are put in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from outbox import rules as outgoing
from outbox.services import NOBODY, worded
from reminders.models import Preferences, Reminder
from reminders.rules.ladder import Rung
from reminders.rules.tokens import make_token

Kind = Reminder.Kind
# Typed as a person types it: the text part of a mail in English then travels as it is, seven bits wide.
TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "…": "..."})

OPEN = _("Open %(site)s")


@dataclass(frozen=True)
class Facts:
    """What the words of one note depend on, and nothing more; a note without a kind is a test."""

    kind: str = ""
    rung: Rung | None = None  # of the ladder: what it offers instead of the next step
    is_together: bool = False  # it speaks for more than one thing that was due
    next_title: str = ""  # only in plain mode
    is_plain: bool = False  # the subject may say what it is about


@dataclass(frozen=True)
class Words:
    """`subject` is the plain one; the discreet one is the same for all."""

    subject: Promise
    lines: tuple[Promise, ...]
    press: Promise = OPEN
    opens: str = "pages:today"  # an address, which may want to know which one


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
        opens="journal:note",
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
        opens="reminders:again",
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


def write_note(
    *, learner: User, wishes: Preferences, facts: Facts, which: UUID | None = None
) -> outgoing.Message:
    """The words for any kind. Discreet by default: no topic, no course, no name, no progress.

    `which` is the key that the address the mail leads to asks for, if it does.
    """
    link = settings.SITE_URL + reverse(
        "reminders:wishes", args=[make_token(wishes.key, secret=settings.SECRET_KEY)]
    )
    place = reverse(_words_of(facts).opens, args=[] if which is None else [which])
    return worded(
        _put_together, facts, to=learner.email, own={"link": link, "place": settings.SITE_URL + place}
    )


def write_trial(*, learner: User, wishes: Preferences) -> outgoing.Message:
    """What a note looks like, with the subject and the small print that all of them have."""
    return write_note(learner=learner, wishes=wishes, facts=Facts(is_plain=wishes.has_plain_subjects))


def _words_of(facts: Facts) -> Words:
    if not facts.kind:
        return TRIAL
    return LADDER[facts.rung] if facts.rung else NOTES[facts.kind]


def _lines_of(facts: Facts) -> list[str | Promise]:
    lines: list[str | Promise] = [*_words_of(facts).lines]
    if facts.next_title:
        lines.append(NEXT % {"title": facts.next_title})
    if facts.is_together:
        lines.append(TOGETHER)
    return lines


def _put_together(facts: Facts, own: Mapping[str, str]) -> outgoing.Message:
    """The same for everybody but for `own`: the link for wishes, and the place the note leads to."""
    words = _words_of(facts)
    context = {
        "subject": words.subject if facts.is_plain else DISCREET,
        "lines": _lines_of(facts),
        "press": words.press % {"site": settings.SITE_NAME},
        "site_name": settings.SITE_NAME,
        "open_url": own["place"],
        "pause_url": own["link"],
        "change_url": settings.SITE_URL + reverse("reminders:settings"),
    }
    return outgoing.Message(
        to=NOBODY,
        subject=render_to_string("reminders/emails/note_subject.txt", context).strip(),
        text=render_to_string("reminders/emails/note_message.txt", context).translate(TYPED),
        html=render_to_string("reminders/emails/note_message.html", context),
        headers={
            "List-Unsubscribe": f"<{own['link']}stop/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
