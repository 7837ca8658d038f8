"""Two answers at the same moment, on a database that lets them."""

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.services import suspend_clinician, verify_clinician
from clinic.models import (
    Assignment,
    ContactRequest,
    Invitation,
    Link,
    Pick,
    SessionMark,
    SharedEntry,
    Sharing,
)
from clinic.services import (
    accept,
    ask_for_contact,
    change_sharing,
    decline,
    decline_assignment,
    end_link,
    invite,
    invite_by_code,
    mark_entry,
    mark_session,
    note_closings,
    pick_words,
    say_again,
    take_back_mark,
    withdraw_assignment,
    withdraw_invitation,
)
from common.errors import RuleBroken
from journal.models import Entry
from tests.clinic.conftest import assign, connect, page_of
from tests.quizzes.test_parallel import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the PostgreSQL half of `make test` runs these"
    ),
]


def refused(told: list) -> int:
    assert all(one is None or isinstance(one, RuleBroken | Link | Assignment | Invitation) for one in told), (
        told
    )
    return sum(isinstance(one, RuleBroken) for one in told)


def test_an_invitation_that_two_people_accept_together_joins_one(carl, ada, mallory, invited):
    for number in range(5):
        found = invited(f"p{number}@example.net")
        told = at_once(*[partial(accept, invitation=found, client=who, kinds=[]) for who in (ada, mallory)])
        assert refused(told) == 1
        assert Link.objects.active().count() == 1
        end_link(link=Link.objects.active().get(), by=carl)


def test_accepting_declining_and_withdrawing_together_is_one_answer(ada, invited):
    found = invited()
    told = at_once(
        lambda: accept(invitation=found, client=ada, kinds=["progress"]),
        lambda: decline(invitation=Invitation.objects.get(pk=found.pk)),
        lambda: withdraw_invitation(invitation=Invitation.objects.get(pk=found.pk)),
    )
    assert refused(told) == 2


def test_two_invitations_of_one_clinician_accepted_together_make_one_connection(ada, invited):
    both = [invited("a@example.net"), invited("b@example.net")]
    told = at_once(*[lambda found=found: accept(invitation=found, client=ada, kinds=[]) for found in both])
    assert refused(told) == 1
    assert Link.objects.active().count() == 1


def test_the_same_address_invited_twice_together_gets_one_invitation(carl):
    def ask() -> Invitation:
        return invite(clinician=carl, address="a@example.net", reference="x", now=timezone.now())

    assert refused(at_once(ask, ask, ask)) == 2
    assert Invitation.objects.count() == 1


def test_nothing_is_shared_after_an_end_that_met_a_yes(carl, ada):
    for _ in range(5):
        link = connect(carl, ada, kinds=[])
        at_once(
            partial(change_sharing, link=link, kinds=["progress"]),
            partial(end_link, link=Link.objects.get(pk=link.pk), by=ada),
        )
        assert not Sharing.objects.filter(link=link, withdrawn_at__isnull=True).exists()


def test_one_suggestion_gets_one_answer_and_is_made_once(library, link):
    told = at_once(
        *[lambda: assign(link=link, target="module", target_key="course-1-module-1") for _ in range(3)]
    )
    assert refused(told) == 2
    row = Assignment.objects.get()
    at_once(
        lambda: decline_assignment(assignment=Assignment.objects.get(pk=row.pk)),
        lambda: withdraw_assignment(assignment=Assignment.objects.get(pk=row.pk)),
    )
    row.refresh_from_db()
    assert row.state in {"declined", "withdrawn"}


def test_a_code_that_two_people_answer_together_joins_one(carl, ada, mallory):
    for _ in range(5):
        spoken = invite_by_code(clinician=carl, reference="x", now=timezone.now())
        told = at_once(*[partial(accept, invitation=spoken, client=who, kinds=[]) for who in (ada, mallory)])
        assert refused(told) == 1
        end_link(link=Link.objects.active().get(), by=carl)


def test_the_last_of_two_marks_taken_back_together_clears_the_notebook(carl, clara, ada):
    links = [connect(carl, ada, kinds=["entries"]), connect(clara, ada, kinds=["entries"])]
    for _ in range(5):
        entry = page_of(ada)
        marks = mark_entry(entry=entry, links=links)
        at_once(*[partial(take_back_mark, mark=SharedEntry.objects.get(pk=mark.pk)) for mark in marks])
        assert Entry.objects.get(pk=entry.pk).shown_since is None


def test_no_mark_outlives_an_end_or_a_withdrawal_that_met_it(carl, ada):
    for _ in range(5):
        link = connect(carl, ada, kinds=["entries"])
        entry = page_of(ada)
        at_once(
            partial(mark_entry, entry=Entry.objects.get(pk=entry.pk), links=[link]),
            partial(end_link, link=Link.objects.get(pk=link.pk), by=carl),
        )
        assert not SharedEntry.objects.filter(link=link, withdrawn_at__isnull=True).exists()
        assert Entry.objects.get(pk=entry.pk).shown_since is None


def test_three_places_hold_three_things_however_fast_they_are_picked(link):
    told = at_once(*[partial(pick_words, link=link, words=f"line {number}") for number in range(5)])
    assert sum(isinstance(one, RuleBroken) for one in told) == 2
    assert sorted(Pick.objects.values_list("place", flat=True)) == [1, 2, 3]


def test_one_request_and_one_session_however_often_they_are_pressed_together(link, ada, carl):
    at_once(*[partial(ask_for_contact, link=link) for _ in range(3)])
    assert ContactRequest.objects.count() == 1
    at_once(*[partial(mark_session, link=link, by=who) for who in (ada, carl, ada)])
    assert SessionMark.objects.count() == 1


def test_an_answer_that_meets_another_suspension_opens_nothing(carl, ada, stella):
    link = connect(carl, ada, ["progress"])

    def reopen() -> None:
        suspend_clinician(user=User.objects.get(pk=carl.pk), actor=stella)
        verify_clinician(user=User.objects.get(pk=carl.pk), actor=stella, professional_name="Carl Osei")

    def answer(term: int) -> None:
        say_again(link=Link.objects.get(pk=link.pk), kinds=["scores"], term=term)

    reopen()
    for term in range(1, 7):
        told = at_once(partial(answer, term), reopen, partial(note_closings, now=timezone.now()))
        assert isinstance(told[0], RuleBroken | None), told
        assert told[1] is None, told
        assert Link.objects.select_related("clinician").get(pk=link.pk).waits_for_client
        assert not Sharing.objects.in_force().exists()


def test_one_of_two_answers_after_a_suspension_counts(carl, ada, stella):
    link = connect(carl, ada, ["progress"])
    suspend_clinician(user=carl, actor=stella)
    verify_clinician(user=carl, actor=stella, professional_name="Carl Osei")
    told = at_once(
        *[
            lambda kind=kind: say_again(link=Link.objects.get(pk=link.pk), kinds=[kind], term=1)
            for kind in ("scores", "entries")
        ]
    )
    assert refused(told) == 1
    assert Sharing.objects.in_force().count() == 1
