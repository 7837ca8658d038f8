"""People who chose another time zone: their moments are worked out anew, so that a note keeps its hour where they live.

A room below notes that somebody moved, and knows of no moments; whoever keeps them hears of it here, at the next tick
and before anything is planned.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import arrive
from courses.models import Enrolment
from courses.services import plan_return
from journal.models import NoteFromMe
from journal.services import mail_moment
from reminders.models import Preferences
from reminders.services.claiming import BATCH
from reminders.services.situations import check_in_plan, plan_of
from reminders.services.sparing import Alone

MOMENTS = ["next_due_at", "return_due_at"]


def follow_moves(*, now: datetime) -> None:
    """Everybody who moved since the last tick. What was due before they did is left to the planner as it is."""
    for person in User.objects.get_queryset().moved().order_by("moved_at")[:BATCH]:
        with Alone(person.key):
            _follow(person.pk, now)
            continue
        arrive(user=person)  # the planner puts them off: nobody is asked for ever


@transaction.atomic
def _follow(pk: int, now: datetime) -> None:
    """Person, places, notes, wishes: locked in the order in which whoever changes two of them does."""
    person = User.objects.get_queryset().moved().held_to_follow().filter(pk=pk).first()
    if person is None:  # another planner was faster
        return
    _follow_places(person)
    _follow_notes(person)
    _follow_wishes(person, now)
    arrive(user=person)


def _follow_places(person: User) -> None:
    moved_at = person.moved_at
    assert moved_at is not None
    places = list(Enrolment.objects.visible_to(person).with_moments().held())
    for place in places:
        place.learner = person
        if place.next_due_at is not None and place.next_due_at > moved_at:
            place.next_due_at = plan_of(place, person).nearest(place.next_due_at, after=moved_at)
        if place.return_due_at is not None and place.return_due_at > moved_at:
            plan_return(enrolment=place)
    Enrolment.objects.bulk_update(places, MOMENTS)


def _follow_notes(person: User) -> None:
    assert person.moved_at is not None
    notes = list(NoteFromMe.objects.visible_to(person).mail_due_after(person.moved_at).held())
    for note in notes:
        note.writer = person
        note.mail_due_at = mail_moment(note)
    NoteFromMe.objects.bulk_update(notes, ["mail_due_at"])


def _follow_wishes(person: User, now: datetime) -> None:
    wishes = Preferences.objects.held().of_people([person]).first()
    if wishes is None:
        return
    wishes.learner, moved_at = person, person.moved_at
    assert moved_at is not None
    if wishes.check_in_due_at is not None and wishes.check_in_due_at > moved_at:
        slots = check_in_plan(wishes, person)
        wishes.check_in_due_at = slots.nearest(wishes.check_in_due_at, after=moved_at)
    if wishes.look_at is not None:
        wishes.look_at = now  # whatever else hangs on their days is worked out in this very tick
    wishes.save(update_fields=["check_in_due_at", "look_at"])
