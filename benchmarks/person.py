"""Run inside the product: one learner with a session, half-way through a lesson with its check open. Prints JSON."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import mark_leave_explained  # noqa: E402
from courses.models import Lesson  # noqa: E402
from outbox.services import note_heartbeat  # noqa: E402
from quizzes.models import Quiz  # noqa: E402


def main() -> None:
    person = User.objects.get(email="sam@example.org")
    mark_leave_explained(user=person)
    client = Client()
    client.force_login(person)
    note_heartbeat(name="reference")
    lesson = Lesson.objects.published().light().last()
    sample = Lesson.objects.samples().light().first()
    check = Quiz.objects.published().checks().with_words().order_by("pk").last()
    assert lesson is not None
    assert sample is not None
    assert check is not None
    question = check.current.definition["questions"][0]
    token = "c" * 32
    print(
        json.dumps(
            {
                "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
                "csrf": token,
                "lesson": lesson.get_absolute_url(),
                "sample": sample.get_absolute_url(),
                "course": lesson.module.course.get_absolute_url(),
                "autosave": reverse("quizzes:save_check", args=[check.number]),
                "question": question["id"],
                "options": ",".join(option["id"] for option in question["options"][:2]),
            }
        )
    )


if __name__ == "__main__":
    main()
