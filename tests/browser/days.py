"""Lets days pass for one person, beside the running product: `python -m tests.browser.days ADDRESS NUMBER`.

The product reads the clock of the machine, so what somebody did moves back instead.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import models  # noqa: E402
from django.db.models import F  # noqa: E402

from accounts.models import User  # noqa: E402
from courses.models import Completion, Enrolment, Reading  # noqa: E402
from journal.models import Entry, NoteFromMe  # noqa: E402
from quizzes.models import Answer, Result, Sitting  # noqa: E402

DONE_BY = {
    Entry: "writer",
    NoteFromMe: "writer",
    Enrolment: "learner",
    Reading: "learner",
    Completion: "learner",
    Sitting: "learner",
    Answer: "sitting__learner",
    Result: "sitting__learner",
}


def main(address: str, number: str) -> None:
    person, ago = User.objects.get(email=address), timedelta(days=int(number))
    for model, owner in DONE_BY.items():
        moments = [field.name for field in model._meta.fields if isinstance(field, models.DateField)]
        model.objects.filter(**{owner: person}).update(**{name: F(name) - ago for name in moments})


if __name__ == "__main__":
    main(*sys.argv[1:])
