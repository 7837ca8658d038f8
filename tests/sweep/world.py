"""The world that is swept: twelve people, each with something of every kind, and a word in each of them that says whose
it is.

Everything is made through the product's own services. Clients of Carl differ by what they agreed to; the other
clinicians differ by why they may see nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Consent, User
from accounts.rules import make_stop_token
from accounts.services import (
    add_person,
    ask_for_reset,
    ask_to_be_clinician,
    give_consent,
    mark_leave_explained,
    start_reset,
    suspend_clinician,
    verify_clinician,
)
from clinic.models import Invitation, Link, Sharing
from clinic.services import (
    Wanted,
    accept,
    add_to_plan,
    ask_for_contact,
    assign_works,
    change_sharing,
    end_link,
    invite,
    invite_by_code,
    keep_profile,
    make_plan,
    mark_entry,
    mark_session,
    nudge,
    pause_link,
    pick_entry,
    pick_result,
    pick_words,
)
from clinic.services.plans import change_step
from courses.services import enrol, finish, open_lesson
from journal.access import get_form
from journal.models import Entry
from journal.services import save_page
from journal.services.notes import write_note
from outbox.models import Mail
from privacy.services import ask_for_archive, make_archives
from quizzes.models import Quiz, Result
from quizzes.services import save_answer, start_sitting, submit
from reminders.models import Reminder
from reminders.rules.tokens import make_token
from reminders.services import keep_calendar, wishes_of
from tests.builders import course, lesson
from tests.people import app_of, give_passkey, signed_in, signed_in_by_password

KINDS = tuple(Sharing.Kind.values)
# Carl's clients, and what each of them agreed to. Gil has agreed to all of it and paused.
CLIENTS: dict[str, tuple[str, ...]] = {
    "ada": KINDS,
    "bea": (),
    **{
        name: tuple(kind for kind in KINDS if kind != left_out)
        for name, left_out in zip(("cyd", "dan", "eli", "flo"), KINDS, strict=True)
    },
    "gil": KINDS,
}
# Carl's alone: to everybody else they are what Bea is.
ALIKE = frozenset({"cyd", "dan", "eli", "flo", "gil"})
CLINICIANS = ("carl", "dora", "eve", "sue", "fay")
# Who asks, and why they are foreign to most of it.
SWEPT = {
    "nobody": "not signed in",
    "mallory": "a stranger to all but her own clinician",
    "ada": "a client who agreed to everything",
    "bea": "another client of the same clinician, who agreed to nothing",
    "carl": "a clinician with clients of every agreement",
    "dora": "a clinician who is not linked with them",
    "eve": "a clinician whose link has ended",
    "sue": "a suspended clinician whose link stands",
    "fay": "a clinician who came without a second step",
    "stella": "staff",
}


def canary(writer: str, what: str, reader: str = "nobody") -> str:
    """A word that says who wrote it, what it is, and for whom besides the writer."""
    return f"canary.{writer}.{what}.{reader}"


@dataclass
class World:
    """The people by name, and the tokens of addresses that are open to whoever holds them."""

    people: dict[str, User]
    tokens: dict[str, list[str]]

    def name_of(self, pk: int) -> str:
        return next((name for name, person in self.people.items() if person.pk == pk), "somebody new")

    def browser(self, name: str) -> Client:
        """Signed in a moment ago, so that no page asks first whether it is still them."""
        if name == "nobody":
            return Client()
        person = self.people[name]
        browser = signed_in_by_password(person) if name == "fay" else signed_in(person)
        request = RequestFactory().get("/")
        request.session = browser.session
        passkey = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).first()
        if name != "fay" and passkey is not None:
            known = {"id": passkey.pk, "type": passkey.type, "reauthenticated": True}
            record_authentication(request, person, method="mfa", **known)
        request.session.save()
        return browser


def make_world() -> World:
    """Needs the small library. Nobody's key, word or address is anybody else's."""
    names = ("mallory", *CLIENTS, *CLINICIANS, "stella", "gus")
    people = {name: _person(name) for name in names}
    for name in CLINICIANS:
        _become_clinician(people[name], name, people["stella"])
    lives = {name: _live(people[name], name) for name in (*CLIENTS, "mallory", *CLINICIANS, "stella")}
    for name, kinds in CLIENTS.items():
        link = _together("carl", name, people, lives)
        change_sharing(link=link, kinds=kinds)
    pause_link(link=Link.objects.get(clinician=people["carl"], client=people["gil"]))
    _together("dora", "mallory", people, lives)
    for name in ("sue", "fay"):
        _together(name, "ada", people, lives)
    end_link(link=_together("eve", "ada", people, lives), by=people["ada"])
    for name in ("ada", "carl", "dora"):
        ask_for_archive(user=people[name], now=timezone.now())
    make_archives(now=timezone.now(), seconds=600)
    suspend_clinician(user=people["sue"], actor=people["stella"])
    return World(people=people, tokens=_tokens(people))


def _person(name: str) -> User:
    person = add_person(
        email=f"{canary(name, 'address')}@example.net",
        password="quiet-lanterns-9",
        greeting_name=canary(name, "greeting"),
        is_staff=name == "stella",
    )
    mark_leave_explained(user=person)
    give_consent(user=person, purpose=Consent.Purpose.ACCOUNT, text_version="1", text="I am an adult.")
    return person


def _become_clinician(person: User, name: str, staff: User) -> None:
    ask_to_be_clinician(
        user=person, professional_name=name.title(), profession="Psychologist", licensing_body="The register",
        licence_number=canary(name, "licence"), country="GB", note=canary(name, "request"), now=timezone.now(),
    )  # fmt: skip
    verify_clinician(user=person, actor=staff, professional_name=name.title())
    keep_profile(clinician=person, reply_hours="Tuesdays")


# One person's own things ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    page: Entry
    result: Result


def _live(person: User, name: str) -> Life:
    enrol(learner=person, course=course())
    open_lesson(learner=person, lesson=lesson("lesson-1-1-2"))
    finish(learner=person, lesson=lesson("lesson-1-1-2"))
    _page(person, "writing", title=canary(name, "hiddentitle"), text=canary(name, "hidden"))
    _page(person, "check-in", word="Heavy", note=canary(name, "line"))
    start_sitting(learner=person, quiz=Quiz.objects.filter(kind=Quiz.Kind.CHECK).earliest("pk"))
    result = _result(person)
    start_sitting(learner=person, quiz=result.sitting.quiz)
    _from_me(person, name)
    wishes = wishes_of(learner=person)
    keep_calendar(wishes=wishes, has_days=True)
    _reminder(person, result)
    give_passkey(person, canary(name, "passkey"))
    page = _page(person, "writing", title=canary(name, "title", "carl"), text=canary(name, "page", "carl"))
    return Life(page=page, result=result)


def _page(writer: User, form: str, **answers: str) -> Entry:
    posted = {field: [words] for field, words in answers.items()}
    kept = save_page(writer=writer, form=get_form(form), key=uuid4(), posted=posted, seen={}, keep=True)
    assert kept is not None
    return kept


def _result(learner: User) -> Result:
    sheet = start_sitting(learner=learner, quiz=Quiz.objects.get(kind=Quiz.Kind.SCALE))
    for question in ("a1", "b1"):
        save_answer(sitting=sheet, question=question, value=4, seen=0)
    return submit(sitting=sheet)


def _from_me(person: User, name: str) -> None:
    now = timezone.now()
    write_note(
        writer=person, key=uuid4(), words=canary(name, "note"), opens="slips", opens_on=None, wants_mail=False,
        now=now, today=timezone.localdate(now),
    )  # fmt: skip


def _reminder(person: User, result: Result) -> None:
    """As the planner writes it three months after, with its mail."""
    now = timezone.now()
    mail = Mail.objects.create(
        unique_key=f"note:{uuid4()}", kind="note", recipient_key=person.key, not_before=now,
        expires_at=now + timedelta(days=1), created_at=now,
    )  # fmt: skip
    Reminder.objects.create(
        learner=person, kind=Reminder.Kind.QUESTIONNAIRE_DUE, occurrence=str(result.sitting.key),
        about_key=result.sitting.key, due_at=now, planned_at=now, mail=mail,
    )  # fmt: skip


# Two people together -------------------------------------------------------------------------------------------


def _together(clinician: str, client: str, people: dict[str, User], lives: dict[str, Life]) -> Link:
    """A link over which everything there is has happened; everything is agreed at first."""
    carer, learner, now = people[clinician], people[client], timezone.now()
    invitation = invite(
        clinician=carer, address=f"{client}@{clinician}.example.net", reference=canary(clinician, "reference", client),
        now=now,
    )  # fmt: skip
    link = accept(invitation=invitation, client=learner, kinds=KINDS)
    words = canary(clinician, "suggestion", client)
    works = [Wanted("module", "course-1-module-1", words), Wanted("lesson", "lesson-1-2-1", words)]
    assign_works(links=[link], works=works, confirms_plan=True)
    nudge(link=link, words="small", now=now)
    mark_session(link=link, by=learner)
    (mark,) = mark_entry(entry=lives[client].page, links=[link])
    pick_words(link=link, words=canary(client, "pick", clinician))
    pick_entry(link=link, mark=mark)
    pick_result(link=link, result=lives[client].result)
    ask_for_contact(link=link)
    if not carer.plans.exists():
        _alone(carer, clinician)
    return link


def _alone(carer: User, name: str) -> None:
    """What a clinician has that is about nobody yet."""
    plan = make_plan(clinician=carer, title=canary(name, "plan"))
    add_to_plan(plan=plan, works=[("module", "course-1-module-2"), ("lesson", "lesson-1-1-1")])
    for step in plan.steps.all():
        change_step(step=step, gap_days=7, note=canary(name, "step"))
    now = timezone.now()
    invite(clinician=carer, address=f"next@{name}.example.net", reference=canary(name, "next"), now=now)
    invite_by_code(clinician=carer, reference=canary(name, "spoken"), now=now)


def _tokens(people: dict[str, User]) -> dict[str, list[str]]:
    secret, now = settings.SECRET_KEY, timezone.now()
    app_of(people["gus"])
    asked = ask_for_reset(user=people["gus"], actor=None, now=now)
    reset = start_reset(reset=asked, actor=people["stella"], checked_how="in_person", now=now)
    waiting = Invitation.objects.open(now).filter(spoken_code=None)
    mails = Mail.objects.filter(unique_key__in=[f"invitation:{one.key}" for one in waiting])
    return {
        "invitation": [mail.sealed["token"] for mail in mails],
        "wishes": [
            make_token(wishes_of(learner=one).key, secret=secret) for one in _some(people, "ada", "carl")
        ],
        "calendar": [str(wishes_of(learner=one).calendar_key) for one in _some(people, "ada", "carl")],
        "stop": [make_stop_token(reset.key, secret=secret)],
    }


def _some(people: dict[str, User], *names: str) -> Iterable[User]:
    return (people[name] for name in names)
