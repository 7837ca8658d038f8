"""The days somebody wants in their own calendar: of coming back, and if wished those of their paces."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Enrolment
from reminders.models import Preferences
from reminders.rules.calendars import calendar_file
from reminders.services.situations import plan_of

AHEAD = timedelta(days=56)
MOST_SLOTS = 20  # two a week for eight weeks, and some


def keep_calendar(*, wishes: Preferences, has_days: bool) -> None:
    """Have an address for a calendar; one that is there stays as it is."""
    wishes.calendar_key = wishes.calendar_key or uuid4()
    wishes.calendar_has_days = has_days
    wishes.save(update_fields=["calendar_key", "calendar_has_days"])


def renew_calendar(*, wishes: Preferences) -> None:
    """Another address; whoever has the old one sees nothing from now on."""
    wishes.calendar_key = uuid4()
    wishes.save(update_fields=["calendar_key"])


def end_calendar(*, wishes: Preferences) -> None:
    """No address any more."""
    wishes.calendar_key = None
    wishes.save(update_fields=["calendar_key"])


def calendar_of(*, wishes: Preferences, now: datetime) -> bytes:
    """The file behind the address, from today on. It says nothing but that somebody wanted a note that day."""
    learner = wishes.learner
    today = now.astimezone(ZoneInfo(learner.time_zone)).date()
    places = list(Enrolment.objects.visible_to(learner).active().order_by("pk"))
    days = {
        uuid5(wishes.key, f"back:{place.key}"): place.return_on
        for place in places
        if place.return_on is not None and place.return_on >= today
    }
    if wishes.calendar_has_days:
        days |= _days_of_paces(wishes, places, now, taken=set(days.values()))
    return calendar_file(days=days, title=_("A note to myself"), name=_("Notes to myself"), now=now)


def _days_of_paces(
    wishes: Preferences, places: list[Enrolment], now: datetime, *, taken: set[date]
) -> dict[UUID, date]:
    """Each day once, however many courses it is for; none while notes are paused."""
    first = wishes.paused_until or date.min
    chosen = {day for place in places for day in _days_of_pace(place, wishes.learner, now)}
    return {uuid5(wishes.key, f"day:{day}"): day for day in chosen - taken if day >= first}


def _days_of_pace(place: Enrolment, learner: User, now: datetime) -> set[date]:
    if place.next_due_at is None:
        return set()
    slots, zone = plan_of(place, learner), ZoneInfo(learner.time_zone)
    due = slots.from_moment(slots.nearest(place.next_due_at, after=now), most=MOST_SLOTS)
    return {moment.astimezone(zone).date() for moment in due if moment <= now + AHEAD}
