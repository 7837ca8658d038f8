"""What people, operators and bad luck do to the product. Django must be set up: see drills/inside.py."""

import time
from datetime import timedelta
from typing import Any

import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from common.wake import wake
from courses.models import Enrolment
from courses.services import leave
from drills import people
from outbox import services as outbox
from outbox.models import Mail
from privacy.services import delete_account, finish_leavings, list_path
from reminders.rules.tokens import make_token
from reminders.services import plan_due, set_email_unsafe, wishes_of

WRITER = "writer@people.example"
HERE = {"host": "127.0.0.1"}
NOWHERE = "Mars/Olympus_Mons"


def gather(*, planned: bool = False, at_once: bool = False, **what: Any) -> list[str]:
    """The keys of new people to whom a note is due; `at_once` makes it due this very moment."""
    now = timezone.now()
    with transaction.atomic():
        places = people.gather(now=now, **what)
        if planned:
            people.plan(places, now=now, due_at=now if at_once else None)
    return [str(place.learner.key) for place in places]


def plan() -> int:
    return plan_due(now=timezone.now())


def hint(task: str = "outbox.send_due") -> None:
    wake(task)


def let_time_pass(pauses: bool = True) -> dict[str, int]:
    """What minutes of waiting would do to leases and to pauses between two tries, and what the beat does then."""
    now = timezone.now()
    Mail.objects.in_hand().update(lease_until=now - timedelta(seconds=1))
    if pauses:
        Mail.objects.waiting().filter(not_before__gt=now).update(not_before=now)
    counts = outbox.reap(now=now)
    wake("outbox.send_due")
    return counts


# Clocks -----------------------------------------------------------------------------------------------------------


def plan_at(hours: float) -> int:
    """Plan by a clock that is so many hours ahead."""
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        return plan_due(now=timezone.now())


def tick_at(hours: float) -> None:
    """Plan and send by a clock that is so many hours ahead; the database's own clock stays right."""
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        now = timezone.now()
        plan_due(now=now)
        outbox.reap(now=now)
        outbox.send_due(now=now)


# People -----------------------------------------------------------------------------------------------------------


def stop(person: str, way: str) -> float:
    """Somebody wishes no more mail, one way or another; returns the moment at which that was committed."""
    _WAYS[way](User.objects.get_queryset().get(key=person))
    return time.time()


def erase(people: list[str]) -> str:
    """Their accounts are deleted, to the last row; returns where the list of deleted accounts is."""
    now = timezone.now()
    for user in User.objects.get_queryset().filter(key__in=people):
        delete_account(user=user, actor=user, now=now)
    finish_leavings(now=now)
    return str(list_path())


def move_to(domain: str, people: list[str]) -> int:
    """Give these people addresses at another domain; returns how many they are."""
    for user in User.objects.get_queryset().filter(key__in=people):
        user.email = f"{user.email.partition('@')[0]}@{domain}"
        user.save(update_fields=["email"])
    return len(people)


def visitor() -> str:
    """The cookie of somebody who is signed in."""
    client = _signed_in()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def save_pages(seconds: float) -> list[float]:
    """Press buttons that write, again and again; how often, how often in vain, and the slowest in seconds."""
    client, until = _signed_in(), time.monotonic() + seconds
    tried, failed, slowest = 0, 0, 0.0
    while not tried or time.monotonic() < until:
        started = time.monotonic()
        failed += _press(client, tried) >= 400
        tried, slowest = tried + 1, max(slowest, time.monotonic() - started)
    return [tried, failed, slowest]


def press_until_refused(most: int) -> list[int]:
    """Press buttons that write until one is refused; every status there was."""
    client, statuses = _signed_in(), [200]
    while len(statuses) < most and statuses[-1] < 400:
        statuses.append(_press(client, len(statuses)))
    return statuses


def _press(client: Client, number: int) -> int:
    """Stop, and let notes come again: each time rows of consent and of the audit trail."""
    address = reverse(("reminders:stop", "reminders:resume")[number % 2])
    status: int = client.post(address, headers=HERE).status_code
    return status


def _signed_in() -> Client:
    person = User.objects.get_queryset().filter(email=WRITER).first()
    client = Client(raise_request_exception=False, headers=HERE)
    client.force_login(person or add_person(email=WRITER, password=None))
    return client


def _by_mail(user: User, address: str) -> None:
    """The link in the mail, pressed signed out, as mail programs do."""
    token = make_token(wishes_of(learner=user).key, secret=settings.SECRET_KEY)
    answer = Client(headers=HERE).post(reverse(address, args=[token]))
    assert answer.status_code == 200, answer.status_code


def _leave(user: User) -> None:
    for place in Enrolment.objects.visible_to(user):
        leave(enrolment=place)


def _say_unsafe(user: User) -> None:
    set_email_unsafe(wishes=wishes_of(learner=user), is_unsafe=True, now=timezone.now())


def _change_address(user: User) -> None:
    fresh = EmailAddress.objects.create(user=user, email=f"new-{user.email}", verified=True)
    fresh.set_as_primary()


_WAYS = {
    "unsubscribed": lambda user: _by_mail(user, "reminders:wishes_stop"),
    "paused": lambda user: _by_mail(user, "reminders:wishes_pause"),
    "left": _leave,
    "unsafe": _say_unsafe,
    "address": _change_address,
    "gone": lambda user: delete_account(user=user, actor=user, now=timezone.now()),
}


# Bad luck ---------------------------------------------------------------------------------------------------------


def poison_places(people: list[str]) -> list[str]:
    """People who live in a zone that no longer exists: nothing about them can be planned."""
    User.objects.get_queryset().filter(key__in=people).update(time_zone=NOWHERE)
    return people


def poison_mails(people: list[str]) -> dict[str, int]:
    """What is planned already and cannot be put into words, in four ways."""
    quarter = len(people) // 4
    groups = [people[start : start + quarter] for start in range(0, quarter * 4, quarter)]
    users, mails = User.objects.get_queryset(), Mail.objects.all()
    counts = {"zone": users.filter(key__in=groups[0]).update(time_zone=NOWHERE)}
    for user in users.filter(key__in=groups[1]):
        users.filter(pk=user.pk).update(email=f"{user.email}\r\nBcc: everybody@people.example")
        counts["address"] = counts.get("address", 0) + 1
    counts["kind"] = mails.filter(recipient_key__in=groups[2]).update(kind="nobody knows")
    counts["keys"] = mails.filter(recipient_key__in=groups[3]).update(keys={})
    return counts


def fill(pages: int) -> int:
    """Take so many pages of the database for nothing; returns how many it has now."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ballast (words BLOB)")
        for _ in range(pages):
            cursor.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
        return int(cursor.execute("PRAGMA page_count").fetchone()[0])


def free() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ballast")
