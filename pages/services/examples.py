"""Example people for a local installation, made only through the product's own services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from accounts.access import has_factor
from accounts.models import User
from accounts.services import (
    add_person,
    agree,
    code_at,
    give_app,
    mark_leave_explained,
    verify_clinician,
)
from clinic import services as clinic
from clinic.models import Sharing
from courses import services as courses
from courses.models import Course, Enrolment, Lesson, Module
from pages.services.example_notebook import fill_notebook

PASSWORD = "calm-lantern-42"  # noqa: S105 (known to everyone on purpose, and refused in production)
SECRET = "ALDEREXAMPLECODESAREFORTRYING222"  # noqa: S105 (the same: the app of whoever needs a second step)
PERIOD = 30  # seconds that a code stands in an app


@dataclass(frozen=True)
class Login:
    email: str
    password: str
    who: str


@dataclass(frozen=True)
class Code:
    """What the app of the example people shows from this moment on."""

    digits: str
    since: datetime


LOGINS = (
    Login("sam@example.org", PASSWORD, "a learner half-way through, with a clinician"),
    Login("noor@example.org", PASSWORD, "a learner who has just signed up"),
    Login("amara@example.org", PASSWORD, "a clinician; asked for a code too"),
    Login("staff@example.org", PASSWORD, "staff (address /staff/, preview /preview/); asked for a code too"),
)
WITH_CODES = ("amara@example.org", "staff@example.org")


def load_examples(*, now: datetime) -> tuple[Login, ...]:
    """Add the example people once; on a second run nothing changes."""
    if not User.objects.filter(email=LOGINS[0].email).exists():
        _add_people(now)
    for person in User.objects.filter(email__in=WITH_CODES):
        if not has_factor(person):
            give_app(user=person, secret=SECRET)
    return LOGINS


def codes(*, now: datetime) -> tuple[Code, Code]:
    """The code of the example people now, and the one after it; both are accepted."""
    period = int(now.timestamp()) // PERIOD
    both = (
        Code(code_at(SECRET, each), datetime.fromtimestamp(each * PERIOD, UTC))
        for each in (period, period + 1)
    )
    return next(both), next(both)


def _add_people(now: datetime) -> None:
    sam = add_person(email="sam@example.org", password=PASSWORD, greeting_name="Sam")
    noor = add_person(email="noor@example.org", password=PASSWORD)
    amara = add_person(email="amara@example.org", password=PASSWORD, greeting_name="Amara")
    staff = add_person(email="staff@example.org", password=PASSWORD, is_staff=True)
    staff.is_superuser = True
    staff.save(update_fields=["is_superuser"])
    for person in (sam, noor, amara, staff):
        agree(user=person)
    verify_clinician(user=amara, actor=staff, professional_name="Amara Osei")
    clinic.keep_profile(clinician=amara, reply_hours="Tuesdays and Thursdays, 9 to 12. Not at weekends.")
    for person in (sam, amara, staff):
        mark_leave_explained(user=person)
    assert noor.leave_explained_at is None  # so that the page about Leave can be seen
    _half_way(sam)
    fill_notebook(writer=sam, today=now.astimezone(ZoneInfo(sam.time_zone)).date())
    _linked(clinician=amara, client=sam, now=now)


def _half_way(learner: User) -> None:
    course = Course.objects.published().first()
    if course is None:
        return
    enrolment = courses.enrol(learner=learner, course=course)
    courses.choose_pace(enrolment=enrolment, pace=Enrolment.Pace.OWN, days=[2, 5], hour=18)
    for lesson in Lesson.objects.published().filter(module__course=course)[:2]:
        courses.open_lesson(learner=learner, lesson=lesson)
        courses.finish(learner=learner, lesson=lesson)


def _linked(*, clinician: User, client: User, now: datetime) -> None:
    invitation = clinic.invite(clinician=clinician, address=client.email, reference="Sam R.", now=now)
    link = clinic.accept(invitation=invitation, client=client, kinds=[Sharing.Kind.PROGRESS])
    module = Module.objects.published().last()
    if module is not None:
        clinic.assign(
            link=link,
            target="module",
            target_key=module.key,
            note="You might like this one before we meet. Only if there is room.",
            confirms_plan=True,
        )
