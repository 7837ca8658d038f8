"""One person who has written a mark of their own into everything that can be written here, and everybody around them.

They are a learner, the client of one clinician and the clinician of another client. Everything is made through the
product's own services. A new table or a new field that takes words needs a line here: the tests name what is missing.
"""

import tempfile
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import (
    add_person,
    ask_for_reset,
    ask_to_be_clinician,
    choose_settings,
    give_app,
    give_consent,
    verify_request,
    withdraw_clinician_request,
)
from clinic import services as clinic
from clinic.models import Link
from clinic.services.plans import change_step
from common.autosave import Stale
from courses import services as courses
from courses.models import Lesson
from courses.publishing import publish_library
from journal.access import get_form
from journal.models import Entry, Exercise
from journal.rules.values import as_posted
from journal.services import save_page
from journal.services.notes import write_note
from journal.services.settling import note_body_check
from journal.services.writing import save_field
from library.grammar import LibraryTree
from library.models import Publication
from outbox.adapter import MailboxBackend
from outbox.services import enqueue
from quizzes.models import Quiz
from quizzes.services import save_answer, start_sitting, submit
from reminders import services as reminders
from tests.builders import NOON, Folder, lesson_text
from tests.journal.builders import ANSWERS, FIELDS, fill
from tests.people import signed_in

# What a person may put into a field of each type: a mark where words fit, a choice where they do not.
CHOSEN = {"choice", "choices", "slider", "feelings", "date", "sort"}


@dataclass
class Life:
    """`marks` by where they were written; each is a word that stands nowhere else."""

    user: User
    client: Client
    marks: dict[str, str] = field(default_factory=dict)

    def mark(self, where: str) -> str:
        made = f"{self.user.pk}qz{len(self.marks)}heron"
        self.marks[where] = made
        return made


def publish_everything() -> LibraryTree:
    """Exercises of every type, a check and a scale."""
    tree = _compiled()
    publish_library(tree=tree, by=None, now=NOON)
    return tree


@cache
def _compiled() -> LibraryTree:
    with tempfile.TemporaryDirectory() as folder:
        library = fill(Folder(Path(folder)))
        library.lesson("01/01/90-check", lesson_text("lesson-check"))
        return library.compile()


def live(name: str, *, staff: User, clinician: User, other: User) -> Life:
    """Everything one person can leave here. `clinician` is theirs, and `other` is their client."""
    user = add_person(email=f"{name}qzaddress@example.org", password="quiet-lanterns-9")
    life = Life(user, Client())
    life.marks["address"] = f"{name}qzaddress"
    _account(life, staff)
    life.client = signed_in(user)
    _learn(life)
    _write(life)
    _answer(life)
    _wish(life)
    _as_client(life, clinician)
    _as_clinician(life, other)
    _beside(life, staff)
    return life


def _account(life: Life, staff: User) -> None:
    user, now = life.user, timezone.now()
    choose_settings(
        user=user, theme="dark", greeting_name=life.mark("greeting name"), time_zone="Europe/Paris"
    )
    give_consent(user=user, purpose="account", text_version="1", text="Words")
    names = ("professional_name", "profession", "licensing_body", "licence_number", "country", "note")
    request = ask_to_be_clinician(user=user, now=now, **{each: life.mark(each) for each in names})
    withdraw_clinician_request(user=user)
    request = ask_to_be_clinician(user=user, now=now, **{each: life.mark(f"{each} again") for each in names})
    verify_request(request=request, actor=staff)
    user.refresh_from_db()
    give_app(user=user, secret=generate_totp_secret())
    ask_for_reset(user=user, actor=None, now=now)
    address = EmailAddress.objects.create(user=user, email=f"{life.mark('second address')}@example.org")
    EmailConfirmation.create(address)


def _learn(life: Life) -> None:
    user, today = life.user, timezone.localdate()
    first, second = Lesson.objects.published().order_by("position")[:2]
    joined = courses.enrol(learner=user, course=first.module.course)
    courses.choose_pace(enrolment=joined, pace="steady")
    courses.choose_return(enrolment=joined, when="day", day=today + timedelta(days=9), today=today)
    courses.open_lesson(learner=user, lesson=first)
    courses.finish(learner=user, lesson=first)
    courses.report_worse(lesson=second, reporter=user)


def _write(life: Life) -> None:
    user, now = life.user, timezone.now()
    for kind in FIELDS:
        page = get_form(f"x{Exercise.objects.get(key=kind).number}")
        save_page(writer=user, form=page, key=uuid.uuid4(), posted=_posted(life, kind), seen={}, keep=True)
    own = {
        "writing": ("title", "text"),
        "victory": ("line",),
        "check-in": ("note",),
        "card": ("kit", "signals", "sentence"),
    }
    for name, fields in own.items():
        posted = {each: [life.mark(f"{name}: {each}")] for each in fields}
        save_page(writer=user, form=get_form(name), key=uuid.uuid4(), posted=posted, seen={}, keep=True)
    page = Entry.objects.get(writer=user, kind="writing")
    with suppress(Stale):
        beside = [life.mark("writing, on another page")]
        save_field(writer=user, form=get_form("writing"), key=page.key, field="text", values=beside, seen=0)
    note = {"writer": user, "wants_mail": False, "now": now, "today": now.date()}
    write_note(key=uuid.uuid4(), words=life.mark("a note"), opens="slips", opens_on=None, **note)
    later = now.date() + timedelta(days=40)
    write_note(key=uuid.uuid4(), words=life.mark("a closed note"), opens="date", opens_on=later, **note)
    note_body_check(learner=user, value=9, now=now)


def _posted(life: Life, kind: str) -> dict[str, list[str]]:
    value: Any = ANSWERS[kind]
    if kind not in CHOSEN:
        mark = life.mark(f"exercise: {kind}")
        value = {"table": [[mark, "the sill"]], "ladder": [[mark, 3]]}.get(kind, mark)
    return {"answer": as_posted(get_form(f"x{Exercise.objects.get(key=kind).number}").field("answer"), value)}


def _answer(life: Life) -> None:
    user = life.user
    scale = Quiz.objects.get(kind=Quiz.Kind.SCALE)
    sheet = start_sitting(learner=user, quiz=scale)
    for question in ("a1", "b1"):
        save_answer(sitting=sheet, question=question, value=4, seen=0)
    with suppress(Stale):
        save_answer(sitting=sheet, question="a1", value=6, seen=0)
    submit(sitting=sheet)
    check = Quiz.objects.filter(kind=Quiz.Kind.CHECK).earliest("pk")
    begun = start_sitting(learner=user, quiz=check)
    asked = begun.version.as_check.questions[0]
    save_answer(sitting=begun, question=asked.id, value=asked.options[0].id, seen=0)


def _wish(life: Life) -> None:
    user, now = life.user, timezone.now()
    wishes = reminders.wishes_of(learner=user)
    reminders.choose_kinds(wishes=wishes, kinds=["next_step", "from_me", "return_date", "check_in"], now=now)
    reminders.keep_calendar(wishes=wishes, has_days=True)
    reminders.send_trial(learner=user, now=now)
    reminders.send_now(learner=user, now=now)
    enqueue(
        unique_key=f"direct:{uuid.uuid4()}", kind="direct", keys={}, recipient_key=user.key,
        sealed={"to": user.email, "subject": "A code", "text": life.mark("in a mail that waits"), "html": ""},
    )  # fmt: skip


def _as_client(life: Life, clinician: User) -> None:
    user, now = life.user, timezone.now()
    link = _connect(clinician, user, life.mark("what the clinician calls me"))
    (mark,) = clinic.mark_entry(entry=Entry.objects.get(writer=user, kind="writing"), links=[link])
    clinic.pick_words(link=link, words=life.mark("a pick"))
    clinic.pick_entry(link=link, mark=mark)
    clinic.assign(
        link=link,
        target="module",
        target_key="course-1-module-1",
        note=life.mark("a note with work"),
        confirms_plan=True,
    )
    clinic.nudge(link=link, words="small", now=now)
    clinic.ask_for_contact(link=link)
    clinic.mark_session(link=link, by=user)
    clinic.pick_words(link=link, words=life.mark("another pick"))
    clinic.open_client_page(link=link, now=now)


def _as_clinician(life: Life, other: User) -> None:
    user, now = life.user, timezone.now()
    clinic.keep_profile(clinician=user, reply_hours=life.mark("reply hours"))
    link = _connect(user, other, life.mark("what I call a client"))
    clinic.assign(
        link=link,
        target="module",
        target_key="course-1-module-1",
        note=life.mark("a note of mine"),
        confirms_plan=True,
    )
    clinic.nudge(link=link, words="small", now=now)
    clinic.open_client_page(link=link, now=now)
    clinic.invite(
        clinician=user,
        address=f"{life.mark('whom I invite')}@example.net",
        reference=life.mark("as what"),
        now=now,
    )
    clinic.invite_by_code(clinician=user, reference=life.mark("as what, by code"), now=now)
    plan = clinic.make_plan(clinician=user, title=life.mark("a plan"))
    clinic.add_to_plan(plan=plan, works=[("module", "course-1-module-1")])
    change_step(step=plan.steps.get(), note=life.mark("a step of a plan"), gap_days=0)


def _connect(clinician: User, client: User, reference: str) -> Link:
    invitation = clinic.invite(
        clinician=clinician, address=f"{client.key}@example.net", reference=reference, now=timezone.now()
    )
    return clinic.accept(
        invitation=invitation, client=client, kinds=["progress", "scores", "entries", "check-ins"]
    )


def _beside(life: Life, staff: User) -> None:
    """What libraries keep: the admin's history, the local mailbox, a publication somebody pressed."""
    user = life.user
    people = ContentType.objects.get_for_model(User)
    for actor, subject in ((user, staff), (staff, user)):
        LogEntry.objects.create(
            user=actor, content_type=people, object_id=str(subject.pk), object_repr=str(subject),
            action_flag=CHANGE, change_message="[]",
        )  # fmt: skip
    came = EmailMessage("A code", life.mark("in a mail that came"), "a@example.org", [user.email])
    MailboxBackend().send_messages([came])
    Publication.objects.filter(is_current=True).update(published_by=user)
