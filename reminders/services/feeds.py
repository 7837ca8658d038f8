"""What is due for whom by now: each feed yields rows that are not in the ledger yet.

The work of each grows with what is due, by an index on a day or a moment; none looks at everybody. Each asks first
whether there may be anything at all: most of the time there is not, and that question is a tenth of the whole one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from clinic.models import Assignment, Nudge
from courses.models import Enrolment
from journal.models import NoteFromMe
from reminders.models import Reminder
from reminders.rules.deciding import USEFUL_FOR
from reminders.services.situations import note_moment, return_moment
from reminders.services.sparing import Alone

# The day begins here first; a week back, so that days without a planner are told as too late and not passed over.
EARLIEST_ZONE = timedelta(hours=14)
LOOK_BACK = timedelta(days=7)


def notes_from_me(now: datetime) -> Iterator[Reminder]:
    """Notes from me whose day has come where their writer lives; one occurrence each, whatever the clock does."""
    last = (now + EARLIEST_ZONE).date()
    planned = Reminder.objects.about_note(OuterRef("writer"), OuterRef("key"))
    waiting = NoteFromMe.objects.opening_by(last).opening_from(last - LOOK_BACK).wanting_mail()
    if not waiting.exists():
        return
    for note in waiting.filter(~Exists(planned)).with_writer():
        with Alone(note.key):
            row = Reminder(
                learner=note.writer,
                kind=Reminder.Kind.NOTE_FROM_ME,
                occurrence=str(note.key),
                note_key=note.key,
                due_at=note_moment(note),
                planned_at=now,
            )
            yield from _if_due(row, now)


def return_dates(now: datetime) -> Iterator[Reminder]:
    """Days of coming back that are here, for those who asked to be told."""
    last = (now + EARLIEST_ZONE).date()
    planned = Reminder.objects.about_return(OuterRef("learner"), OuterRef("key"), OuterRef("return_on"))
    days = Enrolment.objects.active().wanted_back_between(last - LOOK_BACK, last)
    if not days.exists():
        return
    wanted = days.filter(
        ~Exists(planned),
        learner__note_preferences__return_date_since__isnull=False,
    )
    for enrolment in wanted.select_related("learner__note_preferences").order_by("return_on", "pk"):
        with Alone(enrolment.key):
            learner, day = enrolment.learner, enrolment.return_on
            row = Reminder(
                learner=learner,
                kind=Reminder.Kind.RETURN_DATE,
                occurrence=f"{enrolment.key}:{day}",
                enrolment_key=enrolment.key,
                about_on=day,
                due_at=return_moment(enrolment=enrolment, learner=learner, day=day),
                planned_at=now,
            )
            yield from _if_due(row, now)


def suggestions(now: datetime) -> Iterator[Reminder]:
    """What a clinician has suggested in the last two days, for those who asked to be told."""
    planned = Reminder.objects.about_suggestion(OuterRef("link__client"), OuterRef("key"))
    made = Assignment.objects.come_between(now - USEFUL_FOR, now)
    if not made.exists():
        return
    wanted = made.standing().filter(
        ~Exists(planned),
        link__client__note_preferences__waiting_since__isnull=False,
    )
    people = wanted.select_related("link__client__note_preferences").defer("note", "link__reference")
    for assignment in people.by_moment():
        with Alone(assignment.key):
            row = Reminder(
                learner=assignment.link.client,
                kind=Reminder.Kind.WAITING,
                occurrence=str(assignment.key),
                about_key=assignment.key,
                due_at=assignment.shown_from,
                planned_at=now,
            )
            yield from _if_due(row, now)


def nudges(now: datetime) -> Iterator[Reminder]:
    """Nudges of the last two days, for those who asked to be told that something waits; never their words."""
    planned = Reminder.objects.about_suggestion(OuterRef("link__client"), OuterRef("key"))
    sent = Nudge.objects.sent_between(now - USEFUL_FOR, now)
    if not sent.exists():
        return
    wanted = sent.waiting().filter(
        ~Exists(planned),
        link__client__note_preferences__waiting_since__isnull=False,
    )
    people = wanted.select_related("link__client__note_preferences").defer("link__reference")
    for nudge in people.order_by("sent_at", "pk"):
        with Alone(nudge.key):
            row = Reminder(
                learner=nudge.link.client,
                kind=Reminder.Kind.WAITING,
                occurrence=str(nudge.key),
                about_key=nudge.key,
                due_at=nudge.sent_at,
                planned_at=now,
            )
            yield from _if_due(row, now)


FEEDS = (notes_from_me, return_dates, suggestions, nudges)


def _if_due(row: Reminder, now: datetime) -> Iterator[Reminder]:
    """Not before its moment, and nothing from before its kind was turned on."""
    since = None
    if row.kind != Reminder.Kind.NOTE_FROM_ME:
        since = row.learner.note_preferences.since(row.kind)
    if row.due_at <= now and (since is None or row.due_at >= since):
        yield row
