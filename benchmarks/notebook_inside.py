"""Run inside the product: one person's 2,000 entries of 300 words, searched through the page. Prints JSON."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import django

django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import add_person, agree  # noqa: E402
from journal.models import Entry  # noqa: E402
from journal.services.exporting import export_notebook  # noqa: E402

ENTRIES, WORDS, TIMES = 2000, 300, 7
# With curly quotes and accents, as people type: folding them is the dear part.
TYPED = """
    cup window waited morning quiet “slowly” tea garden café letter answered nothing kitchen evening walked — river
    again because somebody said naïve things didn’t matter then the light came back and I stayed for once
"""
SEARCHES = {
    "search, one entry holds it": "harbourmaster",
    "search, nothing holds it": "zeppelin",
    "search, two words everywhere": "river cafe",
    "search, one word everywhere": "window",
}


def main() -> None:
    os.sched_setaffinity(0, {next(iter(os.sched_getaffinity(0)))})
    writer = add_person(email="writer@example.org", password=None)
    agree(user=writer)
    fill(writer)
    client = Client(headers={"host": "localhost"})
    client.force_login(writer)
    sealed = [(key, bytes(data)) for key, data in Entry.objects.values_list("key", "body")]
    measured = {name: of(partial(look_for, client, words)) for name, words in SEARCHES.items()}
    measured["first page of the notebook"] = of(partial(client.get, "/notebook/"))
    for kind in ("html", "json", "markdown"):
        measured[f"export as {kind}"] = of(partial(take_along, writer, kind))
    told = {
        "entries": ENTRIES,
        "words": WORDS,
        "times": TIMES,
        "bytes": sum(len(data) for _key, data in sealed),
        "alone": of(lambda: open_alone(writer, sealed))[0],
        "measured": measured,
    }
    print(json.dumps(told))


def fill(writer: User) -> None:
    chance, now, vocabulary = random.Random(7), timezone.now(), TYPED.split()
    with transaction.atomic():
        for number in range(ENTRIES):
            words = [chance.choice(vocabulary) for _ in range(WORDS)]
            if number == ENTRIES // 2:
                words[150] = "Harbourmaster"
            fields = {"text": {"v": " ".join(words), "n": 3, "r": 0}}
            Entry.objects.create(
                writer=writer,
                kind=Entry.Kind.WRITING,
                day=now.date() - timedelta(days=number // 2),
                filled=["text"],
                body={"fields": fields},
                started_at=now,
                saved_at=now,
            )


def look_for(client: Client, words: str) -> None:
    answer = client.post("/notebook/search/", {"words": words})
    if answer.status_code != 200:
        raise SystemExit(f"The search answered {answer.status_code}")


def take_along(writer: User, kind: str) -> None:
    export_notebook(writer=writer, file_type=kind, now=timezone.now())


def open_alone(writer: User, sealed: list[tuple[UUID, bytes]]) -> None:
    """The reference: one cipher object, the ciphertexts at hand, nothing but opening them."""
    cipher, table = AESGCM(settings.ENCRYPTION_KEYS[0][1]), Entry._meta.db_table
    for key, data in sealed:
        head = 2 + data[1]
        place = f"{table}|body|{writer.pk}:{key}".encode()
        cipher.decrypt(data[head : head + 12], data[head + 12 :], data[:head] + place)


def of(act: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of CPU and of the wall clock, after one time to warm up."""
    act()
    cpu, wall = [], []
    for _ in range(TIMES):
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        act()
        cpu.append((time.process_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - wall_before) * 1000)
    return statistics.median(cpu), statistics.median(wall)


if __name__ == "__main__":
    main()
