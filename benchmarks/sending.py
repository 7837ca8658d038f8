"""Run inside the product: queue mails for one learner, send them all, print mails a second."""

import time

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.mail import MAILS  # noqa: E402
from outbox.services import enqueue, send_due  # noqa: E402

WORDS = "Your next page is waiting where you left it.\n" * 40
HTML = f"<!doctype html><html><body><p>{WORDS}</p></body></html>"


def _enqueue(number: int) -> None:
    words = {"to": "someone@example.org", "subject": "A note you asked for", "text": WORDS, "html": HTML}
    enqueue(unique_key=f"bench:{number}", kind="direct", keys={}, sealed=words)


def main() -> None:
    with transaction.atomic():
        for number in range(MAILS):
            _enqueue(number)
    started = time.perf_counter()
    send_due(now=timezone.now())
    print(MAILS / (time.perf_counter() - started))


if __name__ == "__main__":
    main()
