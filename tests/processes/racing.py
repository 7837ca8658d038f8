"""Run inside the product, on the database it was started with: several pages of one person, again and again.

Says what went wrong, as JSON; an empty list is good.
"""

import json
import sys
from uuid import uuid4

import django

django.setup()

from accounts.models import User  # noqa: E402
from accounts.services import add_person  # noqa: E402
from common.autosave import Saved, Stale  # noqa: E402
from journal.models import Entry  # noqa: E402
from tests.journal.builders import form, publish_exercises  # noqa: E402
from tests.journal.test_parallel import kept, pressing, typing  # noqa: E402
from tests.quizzes.test_parallel import at_once  # noqa: E402

ROUNDS = 5


def main() -> None:
    publish_exercises()
    people = [add_person(email=f"{n}@example.org", password="quiet-lanterns-9") for n in range(ROUNDS)]
    faults = [fault for person in people for fault in [*typed_at_once(person), *pressed_at_once(person)]]
    sys.stdout.write(json.dumps(faults))


def typed_at_once(person: User) -> list[str]:
    texts = {f"text {n}" for n in range(5)}
    told = at_once(*[typing(person, form("long"), text, field="answer") for text in texts])
    strange = [repr(one) for one in told if not isinstance(one, Saved | Stale)]
    return strange + sorted(texts - kept(person, form("long"), "answer"))


def pressed_at_once(person: User) -> list[str]:
    key, log = uuid4(), form("log")
    told = at_once(*[pressing(person, log, key, first="one") for _ in range(4)])
    strange = [repr(one) for one in told if not isinstance(one, Entry)]
    return strange + ["two rows"] * (Entry.objects.filter(writer=person, exercise=log.exercise).count() - 1)


if __name__ == "__main__":
    main()
