"""One matrix: every address of the house, and what it answers to each of eight kinds of people.

A new address without a row fails. The roles: nobody (signed out), stranger (Mallory), client (Ada, linked to Carl),
carl (clinician with the link), dora (clinician without), eve (clinician whose link with Ada ended), fay (clinician who
came without a second step), staff (Stella).
`200` a page, `302` sent elsewhere, `in` sent to sign in, `404` there is nothing here, `405` only by POST.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import FactorReset, User, Visit
from accounts.rules import make_stop_token
from accounts.services import add_person, ask_for_reset, start_reset
from clinic.models import Assignment, Invitation, Link, Sharing
from clinic.services import (
    accept,
    add_to_plan,
    ask_for_contact,
    end_link,
    invite,
    invite_by_code,
    make_plan,
    mark_entry,
    nudge,
    pick_words,
)
from courses.models import Lesson, Module
from courses.services import enrol
from journal.access import get_form
from journal.models import Entry, NoteFromMe
from journal.services import save_page
from journal.services.notes import write_note
from outbox.models import Mail
from quizzes.models import Quiz, Sitting
from quizzes.services import save_answer, start_sitting, submit
from reminders.models import Reminder
from reminders.rules.tokens import make_token
from reminders.services import keep_calendar, wishes_of
from tests.clinic.conftest import assign
from tests.people import app_of, ready_clinician, signed_in, signed_in_by_password

ROLES = ("nobody", "stranger", "client", "carl", "dora", "eve", "fay", "staff")
LEFT_OUT = ("admin:",)  # Django's own; its door is tested in tests/accounts


def everyone(answer: str) -> tuple[str, ...]:
    return (answer,) * len(ROLES)


def members(answer: str) -> tuple[str, ...]:
    return ("in", *(answer,) * (len(ROLES) - 1))


def only(**answers: str) -> tuple[str, ...]:
    """404 for whoever is not named; the signed-out are asked to sign in first."""
    return tuple(answers.get(role, "in" if role == "nobody" else "404") for role in ROLES)


def with_app(answer: str, else_answer: str) -> tuple[str, ...]:
    """Whoever signed in with a code of an app, and the others who are signed in."""
    having = {"carl", "dora", "eve", "staff"}
    return ("in", *(answer if role in having else else_answer for role in ROLES[1:]))


def names(patterns: list, namespace: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= names(pattern.url_patterns, inner)
        else:
            found[f"{namespace}{pattern.name}"] = pattern
    return found


@dataclass(frozen=True)
class World:
    """One of every object, and a signed-in client for each role."""

    clients: dict[str, Client]
    arguments: dict[str, dict[str, object]]


PUBLIC = everyone("200")
OWN = members("200")
POST_ONLY = members("405")
MINE = only(client="200")
LINKED = only(carl="200", fay="302")  # whatever she asks for, she is first asked for a second step
CLINICIANS = only(carl="200", dora="200", eve="200", fay="302")
STAFF = only(staff="200")
GONE = everyone("404")

# name: (arguments by key in World.arguments, answers to GET)
READING: dict[str, tuple[str, tuple[str, ...]]] = {
    "pages:landing": ("", PUBLIC),
    "pages:today": ("", members("302")),  # to the page about Leave, which these people have not read yet
    "pages:help": ("", PUBLIC),
    "pages:keep_country": ("", POST_ONLY),
    "pages:help_safety": ("", PUBLIC),
    "pages:pause": ("", PUBLIC),
    "pages:tools": ("", PUBLIC),
    "pages:start": ("", PUBLIC),
    "pages:leave": ("", everyone("303")),
    "pages:leave_about": ("", PUBLIC),
    "pages:leave_seen": ("", POST_ONLY),
    "pages:how": ("", PUBLIC),
    "pages:private": ("", PUBLIC),
    "pages:evidence": ("", PUBLIC),
    "pages:privacy": ("", PUBLIC),
    "pages:accessibility": ("", PUBLIC),
    "pages:security_txt": ("", PUBLIC),
    "pages:livez": ("", PUBLIC),
    "pages:readyz": ("", PUBLIC),
    "pages:metrics": ("", GONE),  # only there when set: tests/pages/test_metrics.py
    "pages:mailbox": ("", PUBLIC),  # a local installation only; never in production (tests/pages)
    "pages:code": ("", PUBLIC),  # the same; it knows the secret of the example people only
    "pages:send_note_now": ("", POST_ONLY),
    "pages:mail": ("mail", GONE),
    "pages:mail_html": ("mail", GONE),
    "outbox:news": ("", GONE),  # only there when set: tests/outbox/test_news.py
    "accounts:settings": ("", OWN),
    "accounts:save_settings": ("", POST_ONLY),
    "accounts:agreement": ("", OWN),
    "accounts:late": ("", members("302")),  # nothing was sent late
    "accounts:drop_late": ("", POST_ONLY),
    "accounts:visits": ("", OWN),
    "accounts:end_visit": ("visit", POST_ONLY),
    "accounts:end_other_visits": ("", POST_ONLY),
    "accounts:stay": ("", POST_ONLY),
    "accounts:second_step": ("", OWN),
    "accounts:keep_second_step": ("", POST_ONLY),
    "accounts:clinician": ("", OWN),
    "accounts:withdraw_clinician": ("", POST_ONLY),
    "accounts:lost_step": ("", members("302")),  # only between the password and the second step
    "accounts:stop_reset": ("stop", PUBLIC),  # to whoever has the address, which stands in one email
    "privacy:data": ("", OWN),
    "privacy:ask": ("", POST_ONLY),
    "privacy:fetch": ("", POST_ONLY),
    "privacy:record": ("", OWN),
    "privacy:leave": ("", OWN),
    "privacy:gone": ("", PUBLIC),
    "account_login": ("", ("200", *("302",) * 7)),
    "account_logout": ("", ("302", *("200",) * 7)),
    "account_inactive": ("", PUBLIC),
    "account_signup": ("", ("200", *("302",) * 7)),
    "account_signup_by_passkey": ("", ("200", *("302",) * 7)),
    "account_reauthenticate": ("", with_app("302", "200")),  # an app is asked for its code instead
    "account_email": ("", members("200")),
    "account_email_verification_sent": ("", ("in", *("302",) * 7)),
    "account_change_password": ("", members("200")),
    "account_set_password": ("", members("302")),
    "account_reset_password": ("", PUBLIC),
    "account_confirm_login_code": ("", ("in", *("302",) * 7)),
    "account_confirm_password_reset_code": ("", everyone("in")),
    "account_complete_password_reset": ("", everyone("302")),
    "account_password_reset_completed": ("", PUBLIC),
    "mfa_index": ("", OWN),
    "mfa_authenticate": ("", members("302")),  # only between the password and the end of signing in
    "mfa_reauthenticate": ("", with_app("200", "302")),
    "mfa_activate_totp": (
        "",
        members("302"),
    ),  # all that changes something asks first whether it is still them
    "mfa_deactivate_totp": ("", with_app("302", "404")),
    "mfa_generate_recovery_codes": ("", members("302")),
    "mfa_view_recovery_codes": ("", members("404")),  # nobody here has any: tests/accounts/test_factors.py
    "mfa_download_recovery_codes": ("", members("404")),
    "mfa_list_webauthn": ("", members("302")),
    "mfa_add_webauthn": ("", members("302")),
    "mfa_reauthenticate_webauthn": ("", members("302")),
    "mfa_signup_webauthn": (
        "",
        everyone("302"),
    ),  # only between the code for the address and the end of signing up
    "mfa_edit_webauthn": ("numbered", members("404")),  # no address counts the rows of a table
    "mfa_remove_webauthn": ("numbered", members("404")),
    "accounts:rename_passkey": ("passkey", members("302")),  # each asks first whether it is still them
    "accounts:remove_passkey": ("passkey", members("302")),
    "mfa_login_webauthn": ("", members("302")),
    "account_request_login_code": ("", ("200", *("302",) * 7)),
    "courses:catalogue": ("", PUBLIC),
    "courses:words": ("", PUBLIC),
    "courses:changed": ("", PUBLIC),
    "courses:find": ("", PUBLIC),
    "courses:figure": ("figure", GONE),  # this library has no pictures; tests/courses has one
    "courses:course": ("course", PUBLIC),
    "courses:join": ("course", members("302")),
    "courses:pace": ("course", only(client="200")),
    "courses:leave": ("course", only(client="200")),
    "courses:letter": ("course", members("302")),  # back to the course: nobody here has finished it
    "courses:pack": ("module", OWN),
    "courses:lesson": ("lesson", OWN),
    "courses:lesson_of": ("lesson_by_id", members("302")),
    "courses:finish": ("lesson", POST_ONLY),
    "courses:unfinish": ("lesson", POST_ONLY),
    "courses:keep": ("lesson", POST_ONLY),
    "courses:place": ("lesson", POST_ONLY),
    "courses:return": ("lesson", POST_ONLY),
    "courses:worse": ("lesson", OWN),  # open to everybody where the lesson is: tests/courses/test_worse.py
    "preview:index": ("", STAFF),
    "preview:lesson": ("preview", STAFF),
    "quizzes:results": ("", OWN),
    "quizzes:scale": ("scale", PUBLIC),
    "quizzes:begin": ("scale", POST_ONLY),
    "quizzes:begin_about_one": ("scale", POST_ONLY),
    "quizzes:check": ("check", OWN),
    "quizzes:save_check": ("check", POST_ONLY),
    "quizzes:try_again": ("check", POST_ONLY),
    "quizzes:look_at_check": ("check", everyone("422")),
    "quizzes:sitting": ("sitting", only(client="302")),
    "quizzes:page": ("page", MINE),
    "quizzes:one": ("page", MINE),
    "quizzes:delete_sheet": ("sitting", MINE),
    "quizzes:save": ("sitting", POST_ONLY),
    "quizzes:review": ("sitting", MINE),
    "quizzes:submit": ("sitting", POST_ONLY),
    "quizzes:take_back": ("", POST_ONLY),
    "quizzes:stop_helping": ("", POST_ONLY),
    "quizzes:result": ("result", MINE),
    "quizzes:result_file": ("result", POST_ONLY),
    "quizzes:results_file": ("", POST_ONLY),
    "quizzes:delete_result": ("result", MINE),
    "quizzes:add_answers": ("result", POST_ONLY),
    "journal:notebook": ("", OWN),
    "journal:search": ("", OWN),
    "journal:victories": ("", OWN),
    "journal:print": ("", OWN),
    "journal:export": ("", members("302")),  # to the question for the password
    "journal:entry": ("entry", MINE),
    "journal:edit": ("entry", MINE),
    "journal:settle_entry": ("entry", POST_ONLY),
    "journal:delete": ("entry", MINE),
    "journal:check_ins": ("", OWN),
    "journal:from_me": ("", OWN),
    "journal:write_note": ("", OWN),
    "journal:note": ("note", MINE),
    "journal:open_note": ("note", POST_ONLY),
    "journal:delete_note": ("note", MINE),
    "journal:card": ("", OWN),
    "journal:fill_card": ("", POST_ONLY),
    "journal:hand": ("", OWN),
    "journal:fold": ("", OWN),
    "journal:form": ("form", OWN),
    "journal:settle": ("form", members("404")),  # this one does not settle; tests/journal has one that does
    "journal:keep": ("page_of_form", POST_ONLY),  # others' keys: tests/journal/test_form_pages.py
    "journal:save": ("page_of_form", POST_ONLY),
    "clinic:clients": ("", CLINICIANS),
    "clinic:about": ("", PUBLIC),
    "clinic:invite": ("", CLINICIANS),
    "clinic:withdraw_invitation": ("invitation", POST_ONLY),
    "clinic:invitation": ("token", PUBLIC),
    "clinic:decline_invitation": ("token", everyone("405")),
    "clinic:sharing": ("", OWN),
    "clinic:profile": ("", CLINICIANS),
    "clinic:invitation_code": ("spoken", LINKED),
    "clinic:acknowledge": ("contact", POST_ONLY),
    "clinic:met_as_clinician": ("link", POST_ONLY),
    "clinic:enter_code": ("", OWN),
    "clinic:coded_invitation": ("", members("404")),  # nobody here has entered the code
    "clinic:decline_coded_invitation": ("", POST_ONLY),
    "clinic:connection": ("link", MINE),
    "clinic:change_sharing": ("link", MINE),
    "clinic:renew_sharing": ("link", POST_ONLY),
    "clinic:pause_sharing": ("link", POST_ONLY),
    "clinic:resume_sharing": ("link", POST_ONLY),
    "clinic:mute_nudges": ("link", POST_ONLY),
    "clinic:allow_nudges": ("link", POST_ONLY),
    "clinic:looks": ("link", MINE),
    "clinic:contact": ("link", MINE),
    "clinic:withdraw_contact": ("contact", POST_ONLY),
    "clinic:met": ("link", POST_ONLY),
    "clinic:pick": ("link", POST_ONLY),
    "clinic:remove_pick": ("pick", POST_ONLY),
    "clinic:move_pick_up": ("pick", POST_ONLY),
    "clinic:pick_again": ("pick", POST_ONLY),
    "clinic:bring_result": ("result", MINE),
    "clinic:show_entry": ("entry", MINE),
    "clinic:take_back": ("mark", POST_ONLY),
    "clinic:end_as_client": ("link", MINE),
    "clinic:decline_assignment": ("assignment_of_client", POST_ONLY),
    "clinic:client": ("link", LINKED),
    "clinic:clients_file": ("", POST_ONLY),
    "clinic:timeline": ("link", LINKED),
    "clinic:results": ("link", LINKED),
    "clinic:result": ("shared_result", LINKED),
    "clinic:shared_entry": ("shared_entry", LINKED),
    "clinic:shared_check_ins": ("link", LINKED),
    "clinic:summary": ("link", LINKED),
    "clinic:library": ("", CLINICIANS),
    "clinic:assign_several": ("", CLINICIANS),
    "clinic:preview_several": ("", POST_ONLY),
    "clinic:plans": ("", CLINICIANS),
    "clinic:plan": ("plan", LINKED),
    "clinic:add_to_plan": ("plan", LINKED),
    "clinic:copy_plan": ("plan", POST_ONLY),
    "clinic:delete_plan": ("plan", LINKED),
    "clinic:use_plan": ("plan", LINKED),
    "clinic:plan_step": ("step", LINKED),
    "clinic:move_step": ("step", POST_ONLY),
    "clinic:remove_step": ("step", POST_ONLY),
    "clinic:copy_suggestions": ("link", LINKED),
    "clinic:keep_as_plan": ("link", LINKED),
    "clinic:move_assignment_up": ("assignment", POST_ONLY),
    "clinic:nudge": ("link", LINKED),
    "clinic:accept_assignment": ("assignment_of_client", POST_ONLY),
    "clinic:ask_for_less": ("assignment_of_client", POST_ONLY),
    "clinic:decline_together": ("together", POST_ONLY),
    "clinic:put_away_nudge": ("nudge", POST_ONLY),
    "clinic:assign": ("link", LINKED),
    "clinic:preview_assignment": ("link", POST_ONLY),
    "clinic:withdraw_assignment": ("assignment", POST_ONLY),
    "clinic:end": ("link", LINKED),
    "reminders:settings": ("", OWN),
    "reminders:why": ("", OWN),
    "reminders:again": ("sheet_note", only(client="302")),
    "reminders:change": ("", POST_ONLY),
    "reminders:test": ("", POST_ONLY),
    "reminders:mark_unsafe": ("", POST_ONLY),
    "reminders:mark_safe": ("", POST_ONLY),
    "reminders:try_again": ("", POST_ONLY),
    "reminders:keep_calendar": ("", POST_ONLY),
    "reminders:end_calendar": ("", POST_ONLY),
    "reminders:calendar": ("calendar", PUBLIC),  # to whoever has the address: calendars do not sign in
    "reminders:pause": ("", POST_ONLY),
    "reminders:stop": ("", POST_ONLY),
    "reminders:resume": ("", POST_ONLY),
    "reminders:wishes": ("wishes", PUBLIC),
    "reminders:wishes_stop": ("wishes", everyone("405")),
    "reminders:wishes_pause": ("wishes", everyone("405")),
}

# Objects of one person: a POST by anybody else finds nothing there.
WRITING: dict[str, tuple[str, str]] = {
    "quizzes:page": ("page", "client"),
    "quizzes:one": ("page", "client"),
    "quizzes:delete_sheet": ("sitting", "client"),
    "quizzes:save": ("sitting", "client"),
    "quizzes:submit": ("sitting", "client"),
    "quizzes:delete_result": ("result", "client"),
    "quizzes:result_file": ("result", "client"),
    "quizzes:add_answers": ("result", "client"),
    "journal:settle_entry": ("entry", "client"),
    "journal:delete": ("entry", "client"),
    "journal:open_note": ("note", "client"),
    "journal:delete_note": ("note", "client"),
    "courses:return": ("lesson", "client"),
    "courses:pace": ("course", "client"),
    "courses:leave": ("course", "client"),
    "clinic:change_sharing": ("link", "client"),
    "clinic:renew_sharing": ("link", "client"),
    "clinic:pause_sharing": ("link", "client"),
    "clinic:resume_sharing": ("link", "client"),
    "clinic:mute_nudges": ("link", "client"),
    "clinic:allow_nudges": ("link", "client"),
    "clinic:contact": ("link", "client"),
    "clinic:withdraw_contact": ("contact", "client"),
    "clinic:met": ("link", "client"),
    "clinic:pick": ("link", "client"),
    "clinic:remove_pick": ("pick", "client"),
    "clinic:move_pick_up": ("pick", "client"),
    "clinic:pick_again": ("pick", "client"),
    "clinic:show_entry": ("entry", "client"),
    "clinic:take_back": ("mark", "client"),
    "clinic:acknowledge": ("contact", "carl"),
    "clinic:met_as_clinician": ("link", "carl"),
    "clinic:end_as_client": ("link", "client"),
    "clinic:decline_assignment": ("assignment_of_client", "client"),
    "clinic:summary": ("link", "carl"),
    "clinic:assign": ("link", "carl"),
    "clinic:copy_suggestions": ("link", "carl"),
    "clinic:keep_as_plan": ("link", "carl"),
    "clinic:nudge": ("link", "carl"),
    "clinic:move_assignment_up": ("assignment", "carl"),
    "clinic:plan": ("plan", "carl"),
    "clinic:add_to_plan": ("plan", "carl"),
    "clinic:copy_plan": ("plan", "carl"),
    "clinic:delete_plan": ("plan", "carl"),
    "clinic:use_plan": ("plan", "carl"),
    "clinic:plan_step": ("step", "carl"),
    "clinic:move_step": ("step", "carl"),
    "clinic:remove_step": ("step", "carl"),
    "clinic:accept_assignment": ("assignment_of_client", "client"),
    "clinic:ask_for_less": ("assignment_of_client", "client"),
    "clinic:decline_together": ("together", "client"),
    "clinic:put_away_nudge": ("nudge", "client"),
    "clinic:preview_assignment": ("link", "carl"),
    "clinic:withdraw_assignment": ("assignment", "carl"),
    "clinic:withdraw_invitation": ("invitation", "carl"),
    "clinic:end": ("link", "carl"),
}


def clinician(name: str, stella: User) -> User:
    person = add_person(email=f"{name}@example.org", password="quiet-lanterns-9")
    return ready_clinician(person, stella, name.title())


def linked(to: User, client: User) -> Link:
    invitation = invite(clinician=to, address="x@example.net", reference="Client 7", now=timezone.now())
    return accept(invitation=invitation, client=client, kinds=sorted(Sharing.Kind))


def browser_of(role: str, user: User | None) -> Client:
    if user is None:
        return Client()
    return signed_in_by_password(user) if role == "fay" else signed_in(user)


@pytest.fixture
def world(library, ada: User, mallory: User, stella: User, carl: User) -> World:
    return make_world(ada=ada, mallory=mallory, stella=stella, carl=carl)


def make_world(*, ada: User, mallory: User, stella: User, carl: User) -> World:
    """All of it, on a small library that is published already."""
    dora, eve, fay = (clinician(name, stella) for name in ("dora", "eve", "fay"))
    link = linked(carl, ada)
    end_link(link=linked(eve, ada), by=ada)
    module = Module.objects.get(key="course-1-module-1")
    assignment = assign(link=link, target="module", target_key=module.key, note="A canary sings here")
    waiting = invite(clinician=carl, address="y@example.net", reference="Client 8", now=timezone.now())
    enrol(learner=ada, course=module.course)
    people = dict(zip(ROLES, (None, mallory, ada, carl, dora, eve, fay, stella), strict=True))
    return World(
        clients={role: browser_of(role, user) for role, user in people.items()},
        arguments=arguments(ada, module, link, assignment, waiting),
    )


def arguments(ada: User, module: Module, link: Link, assignment: Assignment, waiting: Invitation) -> dict:
    lesson = Lesson.objects.published().light().filter(module=module)[1]
    scale = Quiz.objects.get(kind=Quiz.Kind.SCALE)
    check = Quiz.objects.filter(kind=Quiz.Kind.CHECK).earliest("pk")
    done = start_sitting(learner=ada, quiz=scale)
    for question in ("a1", "b1"):
        save_answer(sitting=done, question=question, value=4, seen=0)
    result = submit(sitting=done)
    sitting = start_sitting(learner=ada, quiz=scale)
    token = Mail.objects.get(unique_key=f"invitation:{waiting.key}").sealed["token"]
    spoken = invite_by_code(clinician=link.clinician, reference="Client 9", now=timezone.now())
    page = entry_of(ada)
    (mark,) = mark_entry(entry=page, links=[link])
    plan = make_plan(clinician=link.clinician, title="Four weeks")
    add_to_plan(plan=plan, works=[("module", module.key)])
    wishes = make_token(wishes_of(learner=ada).key, secret=settings.SECRET_KEY)
    return {
        "figure": {"name": "never-was.png"},
        "visit": {"key": "never-was"},
        "numbered": {"pk": 1},
        "passkey": {"key": uuid4()},
        "stop": {"token": make_stop_token(a_reset().key, secret=settings.SECRET_KEY)},
        "": {},
        "mail": {"name": "nothing"},
        "course": {"number": module.course.number},
        "module": {"course": module.course.number, "module": module.number},
        "lesson": {"course": module.course.number, "module": module.number, "number": lesson.number},
        "lesson_by_id": {"key": lesson.key},
        "preview": {"key": "what-this-is"},
        "scale": {"number": scale.number},
        "check": {"number": check.number},
        "sitting": {"key": sitting.key},
        "page": {"key": sitting.key, "page": 1},
        "result": {"key": result.key},
        "invitation": {"key": waiting.key},
        "token": {"token": token},
        "link": {"key": link.key},
        "assignment": {"key": link.key, "assignment_key": assignment.key},
        "assignment_of_client": {"key": assignment.key},
        "together": {"key": link.key, "together_key": assignment.together_key},
        "plan": {"key": plan.key},
        "step": {"key": plan.key, "step_key": plan.steps.get().key},
        "nudge": {"key": nudge(link=link, words="small", now=timezone.now()).key},
        "wishes": {"token": wishes},
        "calendar": {"key": calendar_of(ada)},
        "sheet_note": {"key": sheet_note_of(ada, done).key},
        "note": {"key": note_of(ada).key},
        "entry": {"key": page.key},
        "spoken": {"key": spoken.key},
        "mark": {"key": mark.key},
        "shared_entry": {"key": link.key, "mark_key": mark.key},
        "shared_result": {"key": link.key, "result_key": result.key},
        "pick": {"key": pick_words(link=link, words="A wren sings here").key},
        "contact": {"key": ask_for_contact(link=link).key},
        "form": {"name": "writing"},
        "page_of_form": {"name": "writing", "key": uuid4()},
    }


def entry_of(ada: User) -> Entry:
    """A page of her own, that nobody else may read a word of."""
    key, words = uuid4(), {"text": ["A linnet sings here"]}
    entry = save_page(writer=ada, form=get_form("writing"), key=key, posted=words, seen={}, keep=True)
    assert entry is not None
    return entry


def a_reset() -> FactorReset:
    """Gus has lost his second step, and it is about to be taken away."""
    gus, now = add_person(email="gus@example.org", password="quiet-lanterns-9"), timezone.now()
    app_of(gus)
    stella = User.objects.get(email="stella@example.org")
    asked = ask_for_reset(user=gus, actor=None, now=now)
    return start_reset(reset=asked, actor=stella, checked_how=FactorReset.Check.IN_PERSON, now=now)


def calendar_of(ada: User) -> UUID | None:
    wishes = wishes_of(learner=ada)
    keep_calendar(wishes=wishes, has_days=False)
    return wishes.calendar_key


def sheet_note_of(ada: User, sitting: Sitting) -> Reminder:
    """A row as the planner writes it three months after."""
    now = timezone.now()
    return Reminder.objects.create(
        learner=ada,
        kind=Reminder.Kind.QUESTIONNAIRE_DUE,
        occurrence=str(sitting.key),
        about_key=sitting.key,
        due_at=now,
        planned_at=now,
    )


def note_of(ada: User) -> NoteFromMe:
    """For when it slips, so that it can be opened at any time."""
    now, words = timezone.now(), "A canary sings here"
    return write_note(
        writer=ada,
        key=uuid4(),
        words=words,
        opens="slips",
        opens_on=None,
        wants_mail=False,
        now=now,
        today=timezone.localdate(now),
    )


def answered(response: HttpResponse) -> str:
    sent_to = response.headers.get("Location", "")
    return (
        "in"
        if response.status_code == 302 and sent_to.startswith("/account/login/")
        else str(response.status_code)
    )


def test_every_address_has_a_row():
    known = {name for name in names(get_resolver().url_patterns) if not name.startswith(LEFT_OUT)}
    known.discard("accounts:None")  # an older address that leads to the new one
    assert known == set(READING), "Decide who may open it, and write the row."


@pytest.mark.parametrize("role", ROLES)
def test_reading(world: World, role: str):
    """All rows at once per role: each one asks, and nobody's canary shows where it must not."""
    wrong = {}
    for name, (key, answers) in READING.items():
        if name == "pages:leave":
            continue  # ends the session: asked last
        answer = world.clients[role].get(reverse(name, kwargs=world.arguments[key]))
        if answered(answer) != answers[ROLES.index(role)]:
            wrong[name] = f"{answered(answer)} instead of {answers[ROLES.index(role)]}"
        may_see_note = role in {"client", "carl"}
        assert may_see_note or b"canary sings" not in answer.content, f"{role} reads the note at {name}"
        may_read_page = role == "client" or (role, name) == ("carl", "clinic:shared_entry")
        assert may_read_page or b"linnet sings" not in answer.content, f"{role} reads the page at {name}"
    assert not wrong, "; ".join(f"{name}: {answer}" for name, answer in wrong.items())
    assert world.clients[role].get(reverse("pages:leave")).status_code == 303


def refused(role: str, owner: str) -> str:
    if role == "fay" and owner == "carl":
        return "302"  # a clinician's page: asked for a second step before anything is looked up
    return "in" if role == "nobody" else "404"


def test_writing_to_what_is_not_yours_finds_nothing_and_changes_nothing(world: World):
    before = fingerprint()
    for name, (key, owner) in WRITING.items():
        address = reverse(name, kwargs=world.arguments[key])
        for role in ROLES:
            if role != owner:
                answer = answered(
                    world.clients[role].post(address, {"kinds": ["progress"], "confirm": "yes"})
                )
                assert answer == refused(role, owner), f"{role} got {answer} at {name}"
        assert fingerprint() == before, name


def test_no_get_changes_anything_but_signs_of_reading(world: World):
    for name, (key, _) in READING.items():
        if name in {"pages:leave", "clinic:client"}:  # the one ends the session, the other records the look
            continue
        address = reverse(name, kwargs=world.arguments[key])
        world.clients["client"].get(
            address
        )  # whatever a first visit writes (opened, place of reading) is written now
        before = fingerprint()
        world.clients["client"].get(address)
        assert fingerprint() == before, name


def raw(value: object) -> object:
    """A sealed value compares by its ciphertext."""
    return getattr(value, "data", value)


def fingerprint() -> dict[str, list]:
    """All rows of the tables that hold people's things."""
    return {
        model._meta.label: [
            tuple(map(raw, row)) for row in model._default_manager.order_by("pk").values_list()
        ]
        for model in apps.get_models()
        if model._meta.app_label
        in {"quizzes", "journal", "courses", "clinic", "reminders", "accounts", "outbox", "privacy"}
        and model is not Visit  # the session itself: what a page says once is taken out of it
    }
