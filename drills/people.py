"""Rows for thousands of people at once, as the product's own services would have written them one by one."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from accounts.models import User
from courses.models import Course, Enrolment
from courses.rules import pacing
from outbox.models import Mail
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import USEFUL_FOR

HOUR = 11  # local time of day at which everybody's note is due
BATCH = 1000


def midday_zone(now: datetime) -> str:
    """A zone in which it is between twelve and one now: far from the quiet hours, whatever the time."""
    ahead = 12 - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}"


def gather(
    *,
    count: int,
    now: datetime,
    name: str = "p",
    days: Sequence[int] = (0,),
    due_after: float = 4,
    joined_days: int = 1,
    check_in: int | None = None,
) -> list[Enrolment]:
    """So many people on the first course, at their own pace; returns their places.

    `days` are counted from today; the slot that is due next is the first one later than `due_after` hours ago.
    They joined so many days ago; `check_in` is the day, counted from today, of a weekly check-in that is due.
    """
    course, zone = Course.objects.order_by("pk").first(), midday_zone(now)
    today = now.astimezone(ZoneInfo(zone)).date()
    users = User.objects.bulk_create(
        [_user(f"{name}{number}@people.example", zone, now, joined_days) for number in range(count)], BATCH
    )
    chosen = [(today + timedelta(days=ahead)).isoweekday() for ahead in days]
    after = now - timedelta(hours=due_after)
    Preferences.objects.bulk_create([_wishes(user, now, check_in) for user in users], BATCH)
    places = [_place(user, course, chosen, now, after) for user in users]
    return list(Enrolment.objects.bulk_create(places, BATCH))


def plan(places: Sequence[Enrolment], *, now: datetime, due_at: datetime | None = None) -> None:
    """What the planner would write about the slot that is due, or as if it were at another moment, all at once."""
    rows, mails = [], []
    for place in places:
        place.next_due_at = due_at or place.next_due_at
        row = _row(place, now)
        row.mail = _mail(row, now)
        rows.append(row)
        mails.append(row.mail)
        place.next_due_at = row.due_at + timedelta(days=7)
    Mail.objects.bulk_create(mails, BATCH)
    Reminder.objects.bulk_create(rows, BATCH)
    Enrolment.objects.bulk_update(places, ["next_due_at"], BATCH)


def _row(place: Enrolment, now: datetime) -> Reminder:
    assert place.next_due_at is not None
    day = place.next_due_at.astimezone(ZoneInfo(place.learner.time_zone)).date()
    return Reminder(
        learner=place.learner,
        kind=Reminder.Kind.NEXT_STEP,
        enrolment_key=place.key,
        occurrence=f"{place.key}:{day}",
        about_on=day,
        due_at=place.next_due_at,
        planned_at=now,
    )


def _mail(row: Reminder, now: datetime) -> Mail:
    return Mail(
        unique_key=f"reminder:{row.key}",
        kind="reminder",
        keys={"reminder": str(row.key)},
        recipient_key=row.learner.key,
        not_before=row.due_at,
        expires_at=row.due_at + USEFUL_FOR,
        created_at=now,
    )


def _user(email: str, zone: str, now: datetime, joined_days: int) -> User:
    return User(
        email=email,
        password="!",  # noqa: S106 (nobody can sign in with it)
        time_zone=zone,
        joined_at=now - timedelta(days=joined_days),
        last_seen_on=now.astimezone(ZoneInfo(zone)).date(),
        leave_explained_at=now,
    )


def _wishes(user: User, now: datetime, check_in: int | None) -> Preferences:
    if check_in is None:
        return Preferences(learner=user)
    day = now.astimezone(ZoneInfo(user.time_zone)).date() + timedelta(days=check_in)
    moment = datetime.combine(day, time(HOUR), ZoneInfo(user.time_zone)).astimezone(UTC)
    return Preferences(
        learner=user,
        check_in_since=moment - timedelta(days=1),
        check_in_day=day.isoweekday(),
        check_in_hour=HOUR,
        check_in_due_at=moment,
        look_at=moment,
    )


def _place(user: User, course: Any, chosen: list[int], now: datetime, after: datetime) -> Enrolment:
    key = uuid4()
    due_at = pacing.next_due(
        pace=pacing.OWN, days=chosen, hour=HOUR, zone=user.time_zone, after=after, key=str(key)
    )
    return Enrolment(
        key=key,
        learner=user,
        course=course,
        joined_at=now - timedelta(days=1),
        pace=pacing.OWN,
        pace_days=sorted(set(chosen)),
        pace_hour=HOUR,
        next_due_at=due_at,
    )
