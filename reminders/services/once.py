"""What comes once: a day of coming back, a note from me, a suggestion, a nudge.

Each keeps the moment at which it is due. Whoever claims one writes its row and clears the moment, so that a second
planner finds nothing; one that turns out to be later where the person lives now gets that moment instead.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from clinic.models import Assignment, Nudge
from courses.models import Enrolment
from courses.services import plan_return
from journal.models import NoteFromMe
from journal.services import mail_moment
from reminders.models import Preferences, Reminder
from reminders.services import ledger
from reminders.services.claiming import Feed

Kind = Reminder.Kind


def _plan_returns(places: Sequence[Enrolment], now: datetime) -> int:
    """Days of coming back, of those who asked to be told and are still on a course that is there."""
    for place in places:
        plan_return(enrolment=place)
    due, later = _parted(places, "return_due_at", now)
    rows = [
        Reminder(
            learner=place.learner,
            kind=Kind.RETURN_DATE,
            occurrence=f"{place.key}:{place.return_on}",
            enrolment_key=place.key,
            about_on=place.return_on,
            due_at=place.return_due_at,
            planned_at=now,
        )
        for place in due
        if place.state == Enrolment.State.ACTIVE and place.course.retired_at is None
    ]
    planned = ledger.plan(rows=_wanted(rows), places=places, now=now)
    _move_on(Enrolment.objects, "return_due_at", due, later)
    return planned


def _plan_notes(notes: Sequence[NoteFromMe], now: datetime) -> int:
    """Notes from me whose day has come where their writer lives; one occurrence each, whatever the clock does."""
    for note in notes:
        note.mail_due_at = mail_moment(note)
    due, later = _parted(notes, "mail_due_at", now)
    rows = [
        Reminder(
            learner=note.writer,
            kind=Kind.NOTE_FROM_ME,
            occurrence=str(note.key),
            note_key=note.key,
            due_at=note.mail_due_at,
            planned_at=now,
        )
        for note in due
        if note.opened_at is None
    ]
    planned = ledger.plan(rows=rows, now=now)
    _move_on(NoteFromMe.objects, "mail_due_at", due, later)
    return planned


def _plan_suggestions(suggested: Sequence[Assignment], now: datetime) -> int:
    return _tell_of(Assignment.objects, Assignment.objects.unanswered(), suggested, now)


def _plan_nudges(nudges: Sequence[Nudge], now: datetime) -> int:
    return _tell_of(Nudge.objects, Nudge.objects.waiting(), nudges, now)


def _tell_of(rows: Any, waiting: Any, claimed: Sequence[Assignment | Nudge], now: datetime) -> int:
    """What waits for those who asked to be told that something does; never its words."""
    still = set(waiting.filter(pk__in=[one.pk for one in claimed]).values_list("pk", flat=True))
    told = [
        Reminder(
            learner=one.link.client,
            kind=Kind.WAITING,
            occurrence=str(one.key),
            about_key=one.key,
            due_at=one.tell_at,
            planned_at=now,
        )
        for one in claimed
        if one.pk in still and one.tell_at is not None
    ]
    planned = ledger.plan(rows=_wanted(told), now=now)
    _move_on(rows, "tell_at", claimed, ())
    return planned


def _wanted(rows: Sequence[Reminder]) -> list[Reminder]:
    """Those of kinds that were turned on before they were due."""
    people = {row.learner_id for row in rows}
    wishes = {one.learner_id: one for one in Preferences.objects.of_people(people)} if people else {}
    nothing = Preferences()
    return [row for row in rows if _is_since(wishes.get(row.learner_id, nothing).since(row.kind), row.due_at)]


def _is_since(since: datetime | None, due_at: datetime) -> bool:
    return since is not None and due_at >= since


def _parted(rows: Sequence[Any], moment: str, now: datetime) -> tuple[list[Any], list[Any]]:
    """Those that are due, and those that are not yet where their people live now."""
    due: list[Any] = []
    later: list[Any] = []
    for row in rows:
        at = getattr(row, moment)
        (due if at is not None and at <= now else later).append(row)
    return due, later


def _move_on(rows: Any, moment: str, due: Sequence[Any], later: Sequence[Any]) -> None:
    """Nothing is left to do for those that were due; the others come at the moment they have now."""
    rows.filter(pk__in=[row.pk for row in due]).update(**{moment: None})
    rows.bulk_update(later, [moment])


RETURNS = Feed(Enrolment, _plan_returns, moment="return_due_at", person="learner_id")
NOTES = Feed(NoteFromMe, _plan_notes, moment="mail_due_at", person="writer_id")
SUGGESTIONS = Feed(Assignment, _plan_suggestions, moment="tell_at", person="link.client_id")
NUDGES = Feed(Nudge, _plan_nudges, moment="tell_at", person="link.client_id")
