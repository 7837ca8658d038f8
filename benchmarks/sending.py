"""Run inside the product: queue mails for one learner, send them all, print mails a second."""

import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from benchmarks.mail import MAILS  # noqa: E402
from outbox.services import enqueue, send_due  # noqa: E402

WORDS = "Your next page is waiting where you left it.\n" * 40
HTML = f"<!doctype html><html><body><p>{WORDS}</p></body></html>"


def main() -> None:
    for number in range(MAILS):
        enqueue(
            unique_key=f"bench:{number}",
            kind="direct",
            keys={},
            sealed={
                "to": "someone@example.org",
                "subject": "A note you asked for",
                "text": WORDS,
                "html": HTML,
            },
        )
    started = time.perf_counter()
    send_due(now=timezone.now())
    print(MAILS / (time.perf_counter() - started))


if __name__ == "__main__":
    main()
