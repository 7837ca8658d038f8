"""Days as a calendar file (RFC 5545): whole days without a time, the same words for every one of them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

MAKER = "-//Alder//Notes//EN"
ASK_AGAIN = timedelta(hours=12)


def calendar_file(*, days: Mapping[UUID, date], title: str, name: str, now: datetime) -> bytes:
    """One event for each day; its key is what a calendar knows it by, so that a day that moved is not shown twice."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # the older spelling, which most programs read
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for key, day in sorted(days.items(), key=lambda each: (each[1], each[0])):
        calendar.add_component(_event(key, day, title, now))
    return bytes(calendar.to_ical())


def _event(key: UUID, day: date, title: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(key))
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # nobody is busy that day
    return event
