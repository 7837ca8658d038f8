"""Every address of the clinic, for everybody who might try it. A stranger gets 404, never a hint."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import suspend_clinician
from clinic import access
from clinic.models import (
    Assignment,
    ContactRequest,
    Invitation,
    Link,
    Nudge,
    Pick,
    Plan,
    PlanStep,
    SharedEntry,
)
from clinic.services import (
    add_to_plan,
    ask_for_contact,
    change_sharing,
    decline_assignment,
    end_link,
    invite_by_code,
    make_plan,
    mark_entry,
    nudge,
    pause_link,
    pick_words,
)
from clinic.urls import urlpatterns
from journal.models import Entry
from quizzes.models import Result
from tests.clinic.conftest import (
    EVERYTHING,
    assign,
    connect,
    invite,
    page_of,
    result_of,
    token_of,
    undone,
)
from tests.people import signed_in

pytestmark = pytest.mark.usefixtures("library")
SEEN, SIGN_IN, NONE, DONE, NOT_SO = 200, 302, 404, 302, 405


OF_A_LINK = (
    "connection", "renew_sharing", "pause_sharing", "resume_sharing", "mute_nudges", "allow_nudges", "looks", "contact",
    "met", "pick", "met_as_clinician", "timeline", "results", "shared_check_ins", "summary",
    "copy_suggestions", "keep_as_plan", "nudge",
)  # fmt: skip


OF_A_PLAN = ("plan", "add_to_plan", "copy_plan", "delete_plan", "use_plan")


@dataclass
class World:
    carl: User
    link: Link
    assignment: Assignment
    plan: Plan
    nudge: Nudge
    invitation: Invitation
    token: str
    spoken: Invitation
    entry: Entry
    result: Result
    mark: SharedEntry
    pick: Pick
    request: ContactRequest

    def url(self, name: str) -> str:
        keys = {
            "withdraw_invitation": [self.invitation.key],
            "invitation": [self.token],
            "decline_invitation": [self.token],
            "change_sharing": [self.link.key],
            "end_as_client": [self.link.key],
            **{
                key: [self.assignment.key]
                for key in ("accept_assignment", "ask_for_less", "decline_assignment")
            },
            "decline_together": [self.link.key, self.assignment.together_key],
            "move_assignment_up": [self.link.key, self.assignment.key],
            "put_away_nudge": [self.nudge.key],
            **{key: [self.plan.key] for key in OF_A_PLAN},
            **{
                key: [self.plan.key, self.plan.steps.get().key]
                for key in ("plan_step", "move_step", "remove_step")
            },
            "client": [self.link.key],
            "assign": [self.link.key],
            "preview_assignment": [self.link.key],
            "withdraw_assignment": [self.link.key, self.assignment.key],
            "end": [self.link.key],
            "invitation_code": [self.spoken.key],
            "show_entry": [self.entry.key],
            "bring_result": [self.result.key],
            "take_back": [self.mark.key],
            "result": [self.link.key, self.result.key],
            "shared_entry": [self.link.key, self.mark.key],
            **{key: [self.pick.key] for key in ("remove_pick", "move_pick_up", "pick_again")},
            **{key: [self.request.key] for key in ("withdraw_contact", "acknowledge")},
            **{key: [self.link.key] for key in OF_A_LINK},
        }
        return reverse(f"clinic:{name}", args=keys.get(name, []))


@pytest.fixture
def world(carl, ada, link) -> World:
    invitation = invite(clinician=carl, address="next@example.net", reference="Next", now=timezone.now())
    assignment = assign(link=link, target="module", target_key="course-1-module-1", note="A note.")
    plan = make_plan(clinician=carl, title="Four weeks")
    add_to_plan(plan=plan, works=[("module", "course-1-module-2")])
    change_sharing(link=link, kinds=EVERYTHING)
    entry = page_of(ada)
    (mark,) = mark_entry(entry=entry, links=[link])
    return World(
        carl=carl,
        link=link,
        assignment=assignment,
        plan=plan,
        nudge=nudge(link=link, words="small", now=timezone.now()),
        invitation=invitation,
        token=token_of(invitation),
        spoken=invite_by_code(clinician=carl, reference="Spoken", now=timezone.now()),
        entry=entry,
        result=result_of(ada),
        mark=mark,
        pick=pick_words(link=link, words="A line for the session"),
        request=ask_for_contact(link=link),
    )


@pytest.fixture
def people(world, ada, mallory, stella, clara) -> dict[str, Client]:
    """Mallory is Carl's client too, and Clara's: the other client and the other clinician."""
    connect(world.carl, mallory, reference="Other client")
    connect(clara, mallory, reference="Clara's client")
    return {
        "anonymous": Client(),
        "client": signed_in(ada),
        "other client": signed_in(mallory),
        "clinician": signed_in(world.carl),
        "other clinician": signed_in(clara),
        "staff": signed_in(stella),
    }


WHO = ("anonymous", "client", "other client", "clinician", "other clinician", "staff")
#                          anonymous client   other    clinician other   staff
READING = {
    "about":               (SEEN,    SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "clients":             (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "invite":              (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "withdraw_invitation": (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "invitation":          (SEEN,    SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "decline_invitation":  (NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "sharing":             (SIGN_IN, SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "change_sharing":      (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "connection":          (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "renew_sharing":       (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "pause_sharing":       (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "resume_sharing":      (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "mute_nudges":         (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "allow_nudges":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "looks":               (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "contact":             (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "withdraw_contact":    (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "met":                 (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "pick":                (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "remove_pick":         (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "move_pick_up":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "pick_again":          (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "bring_result":        (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "show_entry":          (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "take_back":           (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "enter_code":          (SIGN_IN, SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "coded_invitation":    (SIGN_IN, NONE,    NONE,    NONE,    NONE,    NONE),
    "decline_coded_invitation": (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "profile":             (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "invitation_code":     (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "acknowledge":         (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "met_as_clinician":    (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "end_as_client":       (SIGN_IN, SEEN,    NONE,    NONE,    NONE,    NONE),
    "decline_assignment":  (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "client":              (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "assign":              (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "preview_assignment":  (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "withdraw_assignment": (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "end":                 (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "timeline":            (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "results":             (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "result":              (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "shared_entry":        (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "shared_check_ins":    (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "summary":             (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "clients_file":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "accept_assignment":   (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "ask_for_less":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "decline_together":    (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "put_away_nudge":      (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "move_assignment_up":  (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "copy_suggestions":    (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "keep_as_plan":        (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "nudge":               (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "library":             (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "assign_several":      (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "preview_several":     (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "plans":               (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "plan":                (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "add_to_plan":         (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "copy_plan":           (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "delete_plan":         (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "use_plan":            (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "plan_step":           (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "move_step":           (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "remove_step":         (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
}  # fmt: skip
WRITING = {
    "withdraw_invitation": (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "change_sharing":      (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "connection":          (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "renew_sharing":       (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "pause_sharing":       (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "resume_sharing":      (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "mute_nudges":         (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "allow_nudges":        (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "looks":               (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "contact":             (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "withdraw_contact":    (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "met":                 (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "pick":                (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "remove_pick":         (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "move_pick_up":        (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "pick_again":          (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "bring_result":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "show_entry":          (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "take_back":           (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "enter_code":          (SIGN_IN, 422,     422,     422,     422,     422),
    "coded_invitation":    (SIGN_IN, NONE,    NONE,    NONE,    NONE,    NONE),
    "decline_coded_invitation": (SIGN_IN, NONE,    NONE,    NONE,    NONE,    NONE),
    "profile":             (SIGN_IN, NONE,    NONE,    422,     422,     NONE),
    "invitation_code":     (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "acknowledge":         (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "met_as_clinician":    (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "end_as_client":       (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "decline_assignment":  (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "assign":              (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "preview_assignment":  (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "withdraw_assignment": (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "end":                 (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "clients":             (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "timeline":            (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "results":             (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "result":              (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "shared_entry":        (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "shared_check_ins":    (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "summary":             (SIGN_IN, NONE,    NONE,    SEEN,    NONE,    NONE),
    "clients_file":        (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "client":              (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "invite":              (SIGN_IN, NONE,    NONE,    422,     422,     NONE),
    "sharing":             (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "about":               (NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "invitation":          (SIGN_IN, DONE,    DONE,    DONE,    DONE,    DONE),
    "decline_invitation":  (SEEN,    SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "accept_assignment":   (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "ask_for_less":        (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "decline_together":    (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "put_away_nudge":      (SIGN_IN, DONE,    NONE,    NONE,    NONE,    NONE),
    "move_assignment_up":  (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "copy_suggestions":    (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "keep_as_plan":        (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "nudge":               (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "library":             (SIGN_IN, NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO,  NOT_SO),
    "assign_several":      (SIGN_IN, NONE,    NONE,    422,     422,     NONE),
    "preview_several":     (SIGN_IN, NONE,    NONE,    SEEN,    SEEN,    NONE),
    "plans":               (SIGN_IN, NONE,    NONE,    422,     422,     NONE),
    "plan":                (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "add_to_plan":         (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "copy_plan":           (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "delete_plan":         (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "use_plan":            (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "plan_step":           (SIGN_IN, NONE,    NONE,    422,     NONE,    NONE),
    "move_step":           (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
    "remove_step":         (SIGN_IN, NONE,    NONE,    DONE,    NONE,    NONE),
}  # fmt: skip
CLINICIAN_ONLY = [name for name in READING if READING[name][3] == SEEN and READING[name][1] == NONE]
OVER_A_LINK = (
    "client",
    "assign",
    "preview_assignment",
    "withdraw_assignment",
    "end",
    "met_as_clinician",
    "acknowledge",
    "move_assignment_up",
    "copy_suggestions",
    "keep_as_plan",
    "nudge",
)


def test_every_address_is_in_the_matrix():
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(READING) == set(WRITING)


def test_reading(world, people):
    before = snapshot()
    for name, expected in READING.items():
        got = tuple(people[who].get(world.url(name)).status_code for who in WHO)
        assert got == expected, name
    assert snapshot() == before, "Reading changed something."


def test_writing(world, people):
    before = snapshot()
    for name, answers in WRITING.items():
        for who, expected in zip(WHO, answers, strict=True):
            with undone():
                assert people[who].post(world.url(name)).status_code == expected, (name, who)
                refused = expected in {NONE, NOT_SO} or (who == "anonymous" and name != "decline_invitation")
                assert not refused or snapshot() == before, f"{who} was refused {name} and changed something."


def snapshot() -> list[list[tuple]]:
    """Everything but the record of looks, which grows with every look."""
    return [
        list(model.objects.order_by("pk").values_list(*fields))
        for model, fields in (
            (Link, ("pk", "ended_at", "plan_confirmed_at", "paused_at", "nudges_muted_at")),
            (SharedEntry, ("pk", "withdrawn_at")),
            (Pick, ("pk", "place", "cleared_at")),
            (ContactRequest, ("pk", "acknowledged_at", "withdrawn_at")),
            (Invitation, ("pk", "answered_at", "withdrawn_at")),
            (Assignment, ("pk", "state", "answered_at", "position")),
            (Nudge, ("pk", "put_away_at")),
            (Plan, ("pk", "changed_at")),
            (PlanStep, ("pk", "position", "gap_days")),
            (Link.sharings.rel.related_model, ("pk", "granted_at", "withdrawn_at")),
        )
    ]


@pytest.mark.parametrize("end", ["ended by client", "ended by clinician", "suspended", "inactive"])
def test_every_door_closes_at_once(end, world, people, stella):
    if end == "suspended":
        suspend_clinician(user=world.carl, actor=stella)
    elif end == "inactive":
        User.objects.filter(pk=world.carl.pk).update(is_active=False)
    else:
        end_link(link=world.link, by=world.link.client if "client" in end else world.carl)
    gone = {SIGN_IN} if end == "inactive" else {NONE, NOT_SO}  # an inactive person is signed out
    for name in OVER_A_LINK:
        assert people["clinician"].get(world.url(name)).status_code in gone, name
        assert people["clinician"].post(world.url(name)).status_code in gone, name


def test_a_suspended_clinician_finds_no_clinician_page(world, people, stella):
    suspend_clinician(user=world.carl, actor=stella)
    for name in CLINICIAN_ONLY:
        assert people["clinician"].get(world.url(name)).status_code == NONE, name
        assert people["clinician"].post(world.url(name)).status_code in {NONE, NOT_SO}, name


def test_an_ended_connection_can_be_read_about_by_the_client_but_not_acted_on(world, people):
    people["clinician"].get(world.url("result"))
    end_link(link=world.link, by=world.carl)
    page = people["client"].get(world.url("sharing")).content.decode()
    assert "Carl Osei" in page
    assert world.url("looks") in page
    looks = people["client"].get(world.url("looks")).content.decode()
    assert "Opened a result" in looks, "who looked stays theirs to read"
    assert world.url("connection") not in looks
    for who in ("other client", "clinician", "other clinician", "staff"):
        assert people[who].get(world.url("looks")).status_code == NONE
    for name in ("change_sharing", "end_as_client", "decline_assignment"):
        assert people["client"].post(world.url(name)).status_code == NONE


def test_a_suggestion_is_reached_only_over_its_own_connection(world, people, carl, mallory):
    other = Link.objects.of_clinician(carl).of_client(mallory).get()
    crossed = reverse("clinic:withdraw_assignment", args=[other.key, world.assignment.key])
    assert people["clinician"].post(crossed).status_code == NONE
    assert Assignment.objects.standing().filter(pk=world.assignment.pk).exists()


def test_a_key_that_came_with_nothing_of_theirs_declines_nothing(world, people):
    """Of an earlier connection, of somebody else's or of nobody's."""
    for together in (uuid4(), world.link.key):
        there = reverse("clinic:decline_together", args=[world.link.key, together])
        assert people["client"].post(there).status_code == NONE


def test_while_the_client_has_paused_no_door_tells_what_they_answered(world, people):
    """What stands and what was declined answer alike."""
    other = assign(link=world.link, target="lesson", target_key="lesson-1-2-1")
    decline_assignment(assignment=other)
    pause_link(link=world.link)
    for row in (world.assignment, other):
        for name in ("withdraw_assignment", "move_assignment_up"):
            there = reverse(f"clinic:{name}", args=[world.link.key, row.key])
            assert people["clinician"].post(there).status_code == NONE
        chosen = {"works": [f"{row.target}:{row.target_key}"], "has_plan": "on"}
        answer = people["clinician"].post(world.url("assign"), chosen)
        assert "can’t be chosen now" in answer.context["form"].errors["works"][0]


def test_a_clinician_cannot_answer_for_the_client(world, people):
    for name in ("change_sharing", "end_as_client", "decline_assignment"):
        assert people["clinician"].post(world.url(name), {"progress": "on"}).status_code == NONE


def test_doors_of_python_are_the_doors_of_the_web(world, clara, ada, mallory, stella):
    key = world.link.key
    assert access.get_link_as_clinician(world.carl, key) == world.link
    assert access.get_link_as_client(ada, key) == world.link
    for person in (clara, ada, mallory, stella):
        with pytest.raises(Http404):
            access.get_link_as_clinician(person, key)
    for person in (clara, world.carl, mallory, stella):
        with pytest.raises(Http404):
            access.get_link_as_client(person, key)
        with pytest.raises(Http404):
            access.get_assignment_as_client(person, world.assignment.key)


def test_visible_to_shows_each_person_only_their_side(world, ada, mallory, clara):
    for model, row in ((Link, world.link), (Assignment, world.assignment)):
        for person, sees in ((ada, True), (world.carl, True), (mallory, False), (clara, False)):
            assert (row in model.objects.visible_to(person)) is sees
    assert world.invitation in Invitation.objects.visible_to(world.carl)
    assert world.invitation not in Invitation.objects.visible_to(ada)


def test_consent_off_after_a_page_was_opened_counts_for_the_next_request(world, people):
    page = world.url("client")
    assert (
        b"2 of 2" in people["clinician"].get(page).content
        or b"0 of 2" in people["clinician"].get(page).content
    )
    assert people["client"].post(world.url("change_sharing")).status_code == DONE
    content = people["clinician"].get(page).content
    assert b"Not shared" in content
    assert b"of 2" not in content


def test_no_page_about_anybody_is_kept_by_a_browser(world, people):
    for name in set(READING) - {"about"}:
        for who in ("client", "clinician"):
            response = people[who].get(world.url(name))
            if response.status_code == SEEN:
                assert "no-store" in response["Cache-Control"], name


def test_all_closed_invitations_look_the_same(world, people, ada, carl):
    used, declined, withdrawn, expired = (
        token_of(invite(clinician=carl, address=f"{n}@example.net", reference="x", now=timezone.now()))
        for n in range(4)
    )
    anyone, clinician = people["anonymous"], people["clinician"]
    people["staff"].post(reverse("clinic:invitation", args=[used]))
    anyone.post(reverse("clinic:decline_invitation", args=[declined]))
    key = Invitation.objects.get(token_hash=access.hash_of(withdrawn)).key
    clinician.post(reverse("clinic:withdraw_invitation", args=[key]))
    pages = {closed_page(token) for token in (used, declined, withdrawn, "never-was-one")}
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        pages.add(closed_page(expired))
    assert len(pages) == 1


def closed_page(token: str) -> tuple[int, bytes]:
    response = Client().get(reverse("clinic:invitation", args=[token]))
    return response.status_code, response.content.replace(token.encode(), b"")
