"""Run inside the product: does what it is told, a line each, and answers with a line.

`fill direct 2000` queues mails that are ready, `fill notes 2000` notes that are decided and worded at the last moment;
`send` sends what is due, and tells when it began, when it ended, and how many it sent.
"""

import sys
import time
from collections.abc import Callable, Mapping

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from drills import people  # noqa: E402
from outbox.models import Mail  # noqa: E402
from outbox.services import Letter, enqueue_all, send_due  # noqa: E402

WORDS = "Your next page is waiting where you left it.\n" * 40
HTML = f"<!doctype html><html><body><p>{WORDS}</p></body></html>"


def _direct(count: int) -> None:
    words = {"to": "someone@example.org", "subject": "A note you asked for", "text": WORDS, "html": HTML}
    name = f"bench:{timezone.now():%H%M%S%f}"
    enqueue_all(
        Letter(unique_key=f"{name}:{number}", kind="direct", keys={}, sealed=words) for number in range(count)
    )


def _notes(count: int) -> None:
    now = timezone.now()
    places = people.gather(count=count, now=now, name=f"bench{now:%H%M%S%f}-")
    people.plan(places, now=now, due_at=now)


FILL: Mapping[str, Callable[[int], None]] = {"direct": _direct, "notes": _notes}


def fill(kind: str, count: str) -> str:
    Mail.objects.all().delete()
    with transaction.atomic():
        FILL[kind](int(count))
    return "filled"


def send() -> str:
    started = time.time()
    counts = send_due(now=timezone.now(), seconds=600)
    return f"{started} {time.time()} {counts.get('sent', 0)}"


TOLD: Mapping[str, Callable[..., str]] = {"fill": fill, "send": send}


def main() -> None:
    for line in sys.stdin:
        verb, *arguments = line.split()
        print(TOLD[verb](*arguments), flush=True)


if __name__ == "__main__":
    main()
