"""Run inside the product: a clinician's list of 10 and of 500 clients, asked for through its page. Prints JSON."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import add_person, agree, note_seen  # noqa: E402
from clinic.models import Assignment, Link, Sharing  # noqa: E402
from clinic.rules.consent import OFFERED  # noqa: E402
from clinic.services import keep_profile  # noqa: E402
from courses.models import Completion, Lesson, Reading  # noqa: E402
from courses.publishing import publish_library  # noqa: E402
from library.grammar import compile_content  # noqa: E402
from tests.people import with_factor  # noqa: E402

FEW, MANY, TIMES = 10, 500, 7
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
WISHES = {
    "by name": "",
    "by last active": "?order=active",
    "by next date": "?order=next",
    "only where something waits": "?show=waiting",
}


def main() -> None:
    os.sched_setaffinity(0, {next(iter(os.sched_getaffinity(0)))})
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    now = timezone.now()
    compiled = compile_content(Path(settings.CONTENT_DIR), today=timezone.localdate(now))
    assert compiled.library is not None
    publish_library(tree=compiled.library, by=None, now=now)
    measured = {}
    for count in (FEW, MANY):
        clinician = clinician_with(count)
        client = browser_of(clinician)
        for name, query in WISHES.items():
            measured[f"list of {count}, {name}"] = of(partial(ask, client, f"/clinic/{query}"))
        link = Link.objects.filter(clinician=clinician).latest("pk")
        measured[f"one client of {count}"] = of(partial(ask, client, f"/clinic/{link.key}/"))
    print(json.dumps({"times": TIMES, "measured": measured}))


def clinician_with(count: int) -> User:
    """Everybody shares what chance says, has finished some lessons and has two modules suggested."""
    clinician = add_person(email=f"clinician-{count}@example.org", password=None)
    User.objects.filter(pk=clinician.pk).update(clinician_state="verified", professional_name="Amara Osei")
    clinician.refresh_from_db()
    agree(user=clinician)
    keep_profile(clinician=clinician, reply_hours="Tuesdays")
    chance, now, lessons = random.Random(7), timezone.now(), list(Lesson.objects.published().light())
    modules = list(dict.fromkeys(lesson.module.key for lesson in lessons))
    with transaction.atomic():
        for number in range(count):
            link = linked(clinician, f"{count}-{number}", number, chance)
            read(link.client, chance.sample(lessons, 12), now)
            for module in chance.sample(modules, 2):
                suggest(link, module, chance)
    return clinician


def linked(clinician: User, name: str, number: int, chance: random.Random) -> Link:
    now = timezone.now()
    client = add_person(email=f"client-{name}@example.org", password=None)
    User.objects.filter(pk=client.pk).update(last_seen_on=now.date() - timedelta(days=number % 40))
    link = Link.objects.create(
        clinician=clinician, client=client, reference=f"Client {number:04} of the practice", started_at=now
    )
    for question in OFFERED:
        if question.kind == "progress" or chance.random() < 0.6:
            Sharing.objects.create(
                link=link,
                kind=question.kind,
                text_version=question.version,
                text_hash=question.text_hash,
                granted_at=now,
            )
    return link


def read(client: User, lessons: Sequence[Lesson], now) -> None:
    for ago, lesson in enumerate(lessons):
        at = now - timedelta(days=3 * ago)
        Reading.objects.create(learner=client, lesson=lesson, opened_at=at, last_opened_at=at)
        Completion.objects.create(learner=client, lesson=lesson, revision=lesson.revision, completed_at=at)


def suggest(link: Link, module: str, chance: random.Random) -> None:
    now = timezone.now()
    Assignment.objects.create(
        link=link,
        target="module",
        target_key=module,
        note="Slowly.",
        by_on=now.date() + timedelta(days=chance.randint(1, 30)),
        assigned_at=now,
        shown_from=now,
    )


def browser_of(clinician: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(clinician)
    note_seen(user=clinician, today=timezone.localdate())
    return with_factor(client, clinician)


def ask(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")


def of(act: Callable[[], object]) -> tuple[int, float, float]:
    """Queries without the frame of the transaction; median milliseconds of CPU and of the wall clock."""
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    count = sum(not query["sql"].startswith(FRAME) for query in queries)
    cpu, wall = [], []
    for _ in range(TIMES):
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        act()
        cpu.append((time.process_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - wall_before) * 1000)
    return count, statistics.median(cpu), statistics.median(wall)


if __name__ == "__main__":
    main()
