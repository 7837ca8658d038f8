"""Does what pages do to mail, in a process of its own: reads a question a line, writes an answer a line."""

import contextlib
import json
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import django
from django.db import connection, transaction


def main() -> None:
    django.setup()
    for line in sys.stdin:
        verb, arguments = json.loads(line)
        print(json.dumps(VERBS[verb](**arguments)), flush=True)  # noqa: T201


def enqueue(*, name: str, count: int, together: bool = False) -> float:
    """Write mail down, each in a transaction of its own or all in one; the seconds it took."""
    from outbox import services  # noqa: PLC0415 (Django must be set up first)

    start = time.monotonic()
    with transaction.atomic() if together else contextlib.nullcontext():
        for number in range(count):
            services.enqueue(
                unique_key=f"{name}:{number}",
                kind="direct",
                keys={},
                sealed={
                    "to": f"{name}.{number}@example.org",
                    "subject": "A note",
                    "text": "Your place is kept.",
                },
            )
    return time.monotonic() - start


def states() -> dict[str, str]:
    from outbox.models import Mail  # noqa: PLC0415

    return dict(Mail.objects.values_list("unique_key", "state"))


def let_leases_run_out() -> dict[str, int]:
    """What three minutes of waiting would do, and what the beat does then."""
    from django.utils import timezone  # noqa: PLC0415

    from outbox import services  # noqa: PLC0415
    from outbox.models import Mail  # noqa: PLC0415

    now = timezone.now()
    Mail.objects.filter(lease_until__isnull=False).update(lease_until=now - timedelta(seconds=1))
    return services.reap(now=now)


def send_in_threads(*, count: int) -> list[int]:
    """Several senders at once in one process; how many each has sent."""
    from django.utils import timezone  # noqa: PLC0415

    from outbox import services  # noqa: PLC0415

    sent: Counter[int] = Counter()
    together = threading.Barrier(count)

    def send(number: int) -> None:
        together.wait(10)
        sent[number] = services.send_due(now=timezone.now()).get("sent", 0)
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [sent[number] for number in range(count)]


def health() -> dict[str, bool]:
    from django.utils import timezone  # noqa: PLC0415

    from outbox import services  # noqa: PLC0415

    return services.health(timezone.now())


VERBS: dict[str, Any] = {
    "enqueue": enqueue,
    "states": states,
    "let_leases_run_out": let_leases_run_out,
    "send_in_threads": send_in_threads,
    "health": health,
}

if __name__ == "__main__":
    main()
