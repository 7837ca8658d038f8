"""Runs inside the product, in a process of its own: reads a question a line, writes an answer a line."""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import InterfaceError, OperationalError, close_old_connections, connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from drills import belongings, doing  # noqa: E402
from outbox.models import Mail  # noqa: E402
from outbox.rules import message_id  # noqa: E402
from outbox.services.news import our_domain  # noqa: E402
from reminders.models import Reminder  # noqa: E402


def rows() -> list[list[Any]]:
    """Of every mail: its Message-ID, whose it is, how it stands, how often it was tried, and why."""
    domain = our_domain()
    found = Mail.objects.values_list("unique_key", "recipient_key", "state", "attempts", "reason")
    return [[message_id(unique_key=key, domain=domain), str(person), *rest] for key, person, *rest in found]


def ledger() -> list[list[Any]]:
    """Of every row of the ledger: whose it is, its kind, how it stands, why, and whether it has a mail."""
    found = Reminder.objects.values_list("learner__key", "kind", "state", "reason", "mail")
    return [[str(person), kind, state, why, mail is not None] for person, kind, state, why, mail in found]


def states() -> dict[str, int]:
    return dict(Mail.objects.values_list("state").annotate(count=Count("pk")))


def open_now() -> list[int]:
    """How many mails wait and are due, wait for later, and are in somebody's hand."""
    waiting, due = Mail.objects.waiting().count(), Mail.objects.due(timezone.now()).count()
    return [due, waiting - due, Mail.objects.in_hand().count()]


def being_handed_over() -> list[str]:
    """Whose mails are, first to go first."""
    found = Mail.objects.being_handed_over().oldest_first()
    return [str(person) for person in found.values_list("recipient_key", flat=True)]


def addresses() -> dict[str, str]:
    return {str(key): address for key, address in User.objects.values_list("key", "email")}


READ = {verb.__name__: verb for verb in (rows, ledger, states, open_now, being_handed_over, addresses)}


def main() -> None:
    for line in sys.stdin:
        verb, arguments = json.loads(line)
        close_old_connections()
        try:
            answer = (READ.get(verb) or getattr(belongings, verb, None) or getattr(doing, verb))(**arguments)
        except (OperationalError, InterfaceError) as error:
            connection.close()
            answer = {"away": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
