"""Prepares, through the product's own services, what the tour of all pages looks at. Run beside the product.

`python -m tests.browser.scene` prints one JSON object: the addresses that carry random keys.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import FactorReset, User  # noqa: E402
from accounts.rules import make_stop_token  # noqa: E402
from accounts.services import (  # noqa: E402
    add_person,
    agree,
    ask_for_reset,
    give_app,
    mark_leave_explained,
    start_reset,
    suspend_clinician,
    verify_clinician,
)
from clinic import services as clinic  # noqa: E402
from clinic.models import Link, Sharing  # noqa: E402
from common.autosave import Stale  # noqa: E402
from courses import services as courses  # noqa: E402
from courses.models import Course, Lesson  # noqa: E402
from journal.access import get_form  # noqa: E402
from journal.models import Entry, Exercise, NoteFromMe  # noqa: E402
from journal.services import Form, notes, save_field, save_page  # noqa: E402
from outbox.services import suppress as give_up  # noqa: E402
from quizzes import services as quizzes  # noqa: E402
from quizzes.models import Quiz, Result, Sitting  # noqa: E402
from reminders import services as reminders  # noqa: E402
from reminders.rules.tokens import make_token  # noqa: E402
from tests.browser import places  # noqa: E402

PASSWORD = "calm-lantern-42"
SECRET = "ALDEREXAMPLECODESAREFORTRYING222"
READERS = (
    "quiet",
    "keys",
    "plain",
    "leaver",
    "finished",
    "typist",
    "scribe",
    "drafter",
    "keeper",
    "dots",
    "asked-again",
    "paper",
    "careful",
    "places",
    "answers-keys",
    "answers-plain",
    "answers-tabs",
)
SHARERS = ("keys-sharer", "plain-sharer")
GOERS = ("keys-goer", "plain-goer")  # about to take everything along and go
GUESTS = ("open@example.org", "declined@example.org", "closed@example.org")


def main() -> None:
    sam, amara = User.objects.get(email="sam@example.org"), User.objects.get(email="amara@example.org")
    now = timezone.now()
    course, path = Course.objects.published().first(), Course.objects.published().get(key="short-path")
    for name in (*READERS, *SHARERS, *GOERS):
        person = add_person(email=f"{name}@example.org", password=PASSWORD)
        agree(user=person)
        mark_leave_explained(user=person)
        if name != "quiet":
            courses.enrol(learner=person, course=course)
    quiet = User.objects.get(email="quiet@example.org")
    for guest in GUESTS:
        clinic.invite(clinician=amara, address=guest, reference=guest.split("@")[0], now=now)
    invitation = clinic.invite(clinician=amara, address=quiet.email, reference="Q.", now=now)
    clinic.accept(invitation=invitation, client=quiet, kinds=[])
    link = Link.objects.get(client=sam)
    scale = Quiz.objects.published().get(key="closeness")
    few = _result(sam, scale, about=Sitting.About.FRIEND, answered=5)
    _result(sam, scale, about=Sitting.About.GENERAL, answered=18)
    whole = _result(sam, scale, about=Sitting.About.GENERAL, answered=18, turned=True)
    sitting = quizzes.start_sitting(learner=sam, quiz=scale, about=Sitting.About.PARTNER)
    quizzes.save_answer(sitting=sitting, question="w1", value=3, seen=0)
    lessons = list(Lesson.objects.published().filter(module__course=course))
    courses.open_lesson(learner=sam, lesson=lessons[2])
    for lesson in lessons:
        courses.finish(learner=User.objects.get(email="finished@example.org"), lesson=lesson)
    plan = clinic.make_plan(clinician=amara, title="First four weeks")
    clinic.add_to_plan(plan=plan, works=[("lesson", lesson.key) for lesson in lessons[4:6]])
    clinic.nudge(link=link, words="small", now=now)
    check = Quiz.objects.published().checks().get(key__startswith=lessons[3].key)
    wishes = reminders.wishes_of(learner=quiet)
    reset = _lost_step(now)
    again = _asked_again(now)
    _notes(sam, now)
    give_up(address="noor@example.org", now=now)
    written = _written(sam)
    torn = _torn(User.objects.get(email="finished@example.org"))
    note, open_note = _notes_from_me(sam, now)
    _shared(link, written, whole)
    spoken = clinic.invite_by_code(clinician=amara, reference="Kim", now=now)
    with time_machine.travel(now - timedelta(days=4)):
        clinic.ask_for_contact(link=Link.objects.get(client=quiet))
    for name in (*SHARERS, *GOERS):
        _sharer(User.objects.get(email=f"{name}@example.org"), amara, scale)
    for name in GOERS:
        _written(User.objects.get(email=f"{name}@example.org"))
    addresses = {
        "note": reverse("journal:note", args=[note.key]),
        "open_note": reverse("journal:note", args=[open_note.key]),
        "entry": reverse("journal:entry", args=[written.key]),
        "torn": reverse("journal:entry", args=[torn.key]),
        "sitting": reverse("quizzes:sitting", args=[sitting.key]),
        "states": places.prepare(User.objects.get(email="places@example.org"), now),
        "result": reverse("quizzes:result", args=[whole.key]),
        "few": reverse("quizzes:result", args=[few.key]),
        "client": reverse("clinic:client", args=[link.key]),
        "plan": reverse("clinic:plan", args=[plan.key]),
        "step": reverse("clinic:plan_step", args=[plan.key, plan.steps.last().key]),
        "silent_client": reverse("clinic:client", args=[Link.objects.get(client=quiet).key]),
        "shared_page": reverse("clinic:shared_entry", args=[link.key, link.shared_entries.latest("pk").key]),
        "shared_result": reverse("clinic:result", args=[link.key, whole.key]),
        "end_as_client": reverse("clinic:end_as_client", args=[link.key]),
        "connection": reverse("clinic:connection", args=[link.key]),
        "show": reverse("clinic:show_entry", args=[written.key]),
        "show_torn": reverse("clinic:show_entry", args=[torn.key]),
        "bring": reverse("clinic:bring_result", args=[whole.key]),
        "asked_again": reverse("clinic:change_sharing", args=[again.key]),
        "asked_connection": reverse("clinic:connection", args=[again.key]),
        "waiting_client": reverse("clinic:client", args=[again.key]),
        "spoken": reverse("clinic:invitation_code", args=[spoken.key]),
        "course": course.get_absolute_url(),
        "path": path.get_absolute_url(),
        "on_path": courses.next_step(learner=sam, course=path).url,
        "lessons": [lesson.get_absolute_url() for lesson in lessons],
        "check": reverse("quizzes:check", args=[check.number]),
        "preview": reverse("preview:lesson", args=[lessons[1].key]),
        "stop_reset": reverse(
            "accounts:stop_reset", args=[make_stop_token(reset.key, secret=settings.SECRET_KEY)]
        ),
        "wishes": reverse("reminders:wishes", args=[make_token(wishes.key, secret=settings.SECRET_KEY)]),
    }
    sys.stdout.write(json.dumps(addresses))


def _lost_step(now: datetime) -> FactorReset:
    """Somebody has lost their second step, and staff have begun the wait."""
    person = add_person(email="lost@example.org", password=PASSWORD)
    agree(user=person)
    give_app(user=person, secret=SECRET)
    asked = ask_for_reset(user=person, actor=None, now=now)
    staff = User.objects.get(email="staff@example.org")
    return start_reset(reset=asked, actor=staff, checked_how=FactorReset.Check.IN_PERSON, now=now)


def _asked_again(now: datetime) -> Link:
    """Somebody whose clinician was suspended and is back: nothing is shown until they say what they share."""
    person = add_person(email="back@example.org", password=PASSWORD)
    agree(user=person)
    mark_leave_explained(user=person)
    give_app(user=person, secret=SECRET)
    staff = User.objects.get(email="staff@example.org")
    back = verify_clinician(user=person, actor=staff, professional_name="Bo Lindqvist")
    clinic.keep_profile(clinician=back, reply_hours="Mondays, 9 to 12")
    client = User.objects.get(email="asked-again@example.org")
    invitation = clinic.invite_by_code(clinician=back, reference="A.", now=now)
    link = clinic.accept(invitation=invitation, client=client, kinds=Sharing.Kind.values)
    clinic.pick_words(link=link, words="The way home")
    suspend_clinician(user=back, actor=staff)
    verify_clinician(user=back, actor=staff, professional_name="Bo Lindqvist")
    return link


def _notes(learner: User, now: datetime) -> None:
    """Something planned, something that came."""
    kinds = ["next_step", "from_me", "return_date", "check_in"]
    reminders.choose_kinds(wishes=reminders.wishes_of(learner=learner), kinds=kinds, now=now)
    reminders.send_now(learner=learner, now=now)


def _written(writer: User) -> Entry:
    """Something in the notebook of each kind a list shows; the entry of an exercise that takes many of them."""
    page = {"title": ["By the river"], "text": ["It rained, and I went anyway."]}
    _write(writer, get_form("writing"), page)
    _write(writer, get_form("victory"), {"line": ["I asked for the window seat."]})
    today = {"word": ["Lighter"], "feelings": ["calm", "curious"], "note": ["The tram was almost empty."]}
    _write(writer, get_form("check-in"), today)
    log = Exercise.objects.published().with_words().get(key="trace-a-jolt")
    form = get_form(f"x{log.number}")
    texts = [field.key for field in form.tree.fields if field.type in ("short", "long")]
    return _write(writer, form, {key: ["A door closed, quietly."] for key in texts})


def _torn(writer: User) -> Entry:
    """A page with rows, and a line that two tabs wrote at once: both are kept."""
    zones = Exercise.objects.published().with_words().get(key="three-zones")
    form = get_form(f"x{zones.number}")
    signs = ["slow hands", "warm face", "no words", "", "", ""]
    entry = _write(writer, form, {"signs": signs, "stop-line": ["Enough for today."]})
    with suppress(Stale):
        save_field(
            writer=writer, form=form, key=entry.key, field="stop-line", values=["It will keep."], seen=0
        )
    return entry


def _write(writer: User, form: Form, posted: dict[str, list[str]]) -> Entry:
    entry = save_page(writer=writer, form=form, key=uuid4(), posted=posted, seen={}, keep=True)
    assert entry is not None
    return entry


def _notes_from_me(writer: User, now: datetime) -> tuple[NoteFromMe, NoteFromMe]:
    """One that stays closed for a while, one that is open."""
    today = timezone.localdate(now)
    kept = {"writer": writer, "words": "You have been here before.", "now": now, "today": today}
    in_a_month = today + timedelta(days=30)
    closed = notes.write_note(key=uuid4(), opens="date", opens_on=in_a_month, wants_mail=True, **kept)
    opened = notes.write_note(key=uuid4(), opens="slips", opens_on=None, wants_mail=False, **kept)
    notes.open_note(note=opened, now=now, today=today)
    return closed, opened


def _shared(link: Link, written: Entry, whole: Result) -> None:
    """Sam lets Amara see all four kinds, has marked a page, and brings two things to the next session."""
    clinic.change_sharing(link=link, kinds=Sharing.Kind.values)
    (mark,) = clinic.mark_entry(entry=written, links=[link])
    clinic.pick_words(link=link, words="The evening on Tuesday")
    clinic.pick_result(link=link, result=whole)
    clinic.mark_session(link=link, by=link.client)
    clinic.pick_entry(link=link, mark=mark)
    clinic.pick_words(link=link, words="What I did instead of calling")


def _sharer(person: User, clinician: User, scale: Quiz) -> None:
    """Has a result and a clinician, and shares nothing yet."""
    _result(person, scale, about=Sitting.About.GENERAL, answered=18)
    code = clinic.invite_by_code(
        clinician=clinician, reference=person.email.split("@")[0], now=timezone.now()
    )
    clinic.accept(invitation=code, client=person, kinds=[])


def _result(learner: User, quiz: Quiz, *, about: str, answered: int, turned: bool = False) -> Result:
    sitting = quizzes.start_sitting(learner=learner, quiz=quiz, about=about)
    items = [item.id for item in sitting.version.as_scale.items]
    for place, item in enumerate(items[:answered]):
        value = 2 + (place % 5)
        quizzes.save_answer(sitting=sitting, question=item, value=8 - value if turned else value, seen=0)
    return quizzes.submit(sitting=sitting)


if __name__ == "__main__":
    main()
