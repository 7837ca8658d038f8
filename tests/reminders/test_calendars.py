"""The days in somebody's own calendar: well formed, at a secret address, and saying nothing."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.models import User
from accounts.services import choose_settings
from common.logs import redact
from courses.models import Enrolment
from courses.services import choose_return
from reminders import services
from reminders.rules.calendars import calendar_file
from tests.reminders.conftest import MONDAY

SUNDAY = date(2026, 12, 6)


@pytest.fixture
def returning(paced: Enrolment) -> Enrolment:
    return choose_return(enrolment=paced, when="day", day=SUNDAY, today=MONDAY.date())


def address(learner: User, *, days: bool = False) -> str:
    wishes = services.wishes_of(learner=learner)
    services.keep_calendar(wishes=wishes, has_days=days)
    return reverse("reminders:calendar", args=[wishes.calendar_key])


def events(content: bytes) -> dict[str, date]:
    return {str(event["uid"]): event["dtstart"].dt for event in Calendar.from_ical(content).walk("VEVENT")}


def test_the_day_of_coming_back_is_a_note_to_myself_and_nothing_more(returning, ada: User, client: Client):
    answer = client.get(address(ada))
    lines = answer.content.split(b"\r\n")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"SUMMARY:A note to myself" in lines
    assert b"DTSTART;VALUE=DATE:20261206" in lines
    assert b"DTEND;VALUE=DATE:20261207" in lines
    assert b"DTSTAMP:20261123T120000Z" in lines
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    known = {b"SUMMARY:A note to myself", b"NAME:Notes to myself", b"X-WR-CALNAME:Notes to myself"}
    said = [line for line in lines if b"note" in line.lower() and line not in known]
    assert said == [b"PRODID:-//Alder//Notes//EN"]
    assert b"ada" not in answer.content.lower().replace(b"calendar", b"")
    assert b"lesson" not in answer.content.lower()
    assert str(services.wishes_of(learner=ada).key).encode() not in answer.content


def test_no_cache_keeps_it_no_robot_lists_it_and_no_cookie_is_asked_for(returning, ada: User, client: Client):
    answer = client.get(address(ada))
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert not answer.cookies


def test_a_day_keeps_its_name_when_it_moves_so_that_no_calendar_shows_it_twice(
    returning: Enrolment, ada: User, client: Client
):
    place = address(ada)
    first = events(client.get(place).content)
    choose_return(enrolment=returning, when="day", day=SUNDAY + timedelta(days=1), today=MONDAY.date())
    assert events(client.get(place).content) == {key: day + timedelta(days=1) for key, day in first.items()}


def test_the_days_of_a_pace_are_there_only_if_wished_once_each_and_without_those_of_a_pause(
    returning: Enrolment, ada: User, client: Client
):
    assert len(events(client.get(address(ada)).content)) == 1
    choose_return(enrolment=returning, when="day", day=date(2026, 12, 1), today=MONDAY.date())
    place = address(ada, days=True)
    days = sorted(events(client.get(place).content).values())
    assert days[:4] == [date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 4)]
    assert len(days) == len(set(days)) == 16
    services.pause(wishes=services.wishes_of(learner=ada), until=date(2026, 12, 10))
    assert sorted(events(client.get(place).content).values())[:2] == [date(2026, 12, 1), date(2026, 12, 11)]


def test_the_days_are_those_on_which_notes_come_where_the_person_lives(
    paced: Enrolment, ada: User, client: Client
):
    choose_settings(user=ada, theme=ada.theme, greeting_name="", time_zone="Pacific/Kiritimati")
    days = sorted(events(client.get(address(ada, days=True)).content).values())
    assert days[0] == services.next_note(learner=ada, now=MONDAY).at.date() == date(2026, 11, 24)
    assert {day.isoweekday() for day in days} == {2, 5}


def test_a_day_that_is_over_is_not_shown_any_more(returning, ada: User, client: Client, time_machine):
    place = address(ada)
    time_machine.move_to(datetime(2026, 12, 7, 9, tzinfo=UTC), tick=False)
    assert events(client.get(place).content) == {}


def test_the_address_is_made_changed_and_removed_on_the_page(
    returning, ada: User, as_ada: Client, client: Client
):
    page = reverse("reminders:settings")
    assert "/notes/i/" not in as_ada.get(page).text
    as_ada.post(reverse("reminders:keep_calendar"), {"days": "yes"})
    first = services.wishes_of(learner=ada)
    place = reverse("reminders:calendar", args=[first.calendar_key])
    assert place in as_ada.get(page).text
    assert first.calendar_has_days
    as_ada.post(reverse("reminders:keep_calendar"))
    assert client.get(place).status_code == 200
    as_ada.post(reverse("reminders:keep_calendar"), {"renew": "yes"})
    second = services.wishes_of(learner=ada)
    assert second.calendar_key != first.calendar_key
    assert client.get(place).status_code == 404
    place = reverse("reminders:calendar", args=[second.calendar_key])
    assert client.get(place).status_code == 200
    as_ada.post(reverse("reminders:end_calendar"))
    assert client.get(place).status_code == 404


def test_a_wrong_address_and_that_of_a_closed_account_are_not_there(returning, ada: User, client: Client):
    assert client.get(reverse("reminders:calendar", args=[uuid4()])).status_code == 404
    place = address(ada)
    ada.is_active = False
    ada.save(update_fields=["is_active"])
    assert client.get(place).status_code == 404


def test_stopping_mail_leaves_the_calendar_which_is_no_mail(returning, ada: User, client: Client):
    place = address(ada)
    services.stop_all(wishes=services.wishes_of(learner=ada), now=MONDAY)
    assert len(events(client.get(place).content)) == 1


def test_the_log_keeps_no_address_of_a_calendar(ada: User):
    place = address(ada)
    assert redact(None, "", {"path": place})["path"] == "/notes/i/[token]"


@given(
    st.dictionaries(st.uuids(), st.dates(date(2020, 1, 1), date(2100, 1, 1)), max_size=8),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300
    ),
)
def test_any_file_is_folded_ended_and_read_back_as_it_was_written(days: dict, title: str):
    file = calendar_file(days=days, title=title, name="Notes", now=MONDAY)
    lines = file.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") or line == b"" for line in lines)
    found = Calendar.from_ical(file).walk("VEVENT")
    assert {str(event["uid"]): event["dtstart"].dt for event in found} == {
        str(key): day for key, day in days.items()
    }
    assert all(str(event["summary"]) == title for event in found)
