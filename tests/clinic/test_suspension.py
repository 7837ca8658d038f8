"""What clients had shared before a suspension stays closed after it, until they say again what they share."""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import mark_leave_explained, suspend_clinician, verify_clinician
from clinic.models import Link, Look, Nudge, Pick, SharedEntry, Sharing
from clinic.services import (
    accept,
    change_sharing,
    end_link,
    left_for,
    mark_entry,
    note_closings,
    nudge,
    open_client_list,
    open_client_page,
    open_shared_entry,
    open_timeline,
    pause_link,
    pick_words,
    renew_sharing,
    resume_link,
    say_again,
)
from clinic.services.closings import questions_among
from clinic.tasks import note_closings as sweep
from common.errors import RuleBroken
from tests.clinic.conftest import EVERYTHING, assign, connect, page_of
from tests.clinic.shared_life import TITLE, WORDS, Life, live, marked
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(ada: User, library) -> Life:
    return live(ada)


@pytest.fixture
def open_link(carl: User, ada: User, life: Life) -> Link:
    """Ada shares all of it: a marked page, a pick, and an answer to a suggestion."""
    link = connect(carl, ada, EVERYTHING, reference="Ada W.")
    marked(life, link)
    pick_words(link=link, words="canary pick")
    return link


def closed_and_opened(carl: User, stella: User) -> None:
    suspend_clinician(user=carl, actor=stella)
    verify_clinician(user=carl, actor=stella, professional_name="Carl Osei")


def fresh(link: Link) -> Link:
    return Link.objects.select_related("client", "clinician").get(pk=link.pk)


def lines(link: Link) -> list[str]:
    rows = AuditEntry.objects.about(link.client.audit_key).filter(object_key=str(link.key))
    return [row.verb for row in rows.exclude(verb="client_data_read")]


def answer(link: Link, *kinds: str) -> None:
    now = fresh(link)
    say_again(link=now, kinds=kinds, term=now.clinician.clinician_term)


def test_after_a_suspension_nothing_is_shown_until_the_client_has_answered(
    open_link, life, carl, stella, ada, library
):
    mark = life.marks[0]
    closed_and_opened(carl, stella)
    link, now = fresh(open_link), timezone.now()

    assert link.waits_for_client
    page = open_client_page(link=link, now=now)
    assert page.waits
    assert (page.sharings, page.picks, page.modules, page.results, page.pages) == ((), (), None, None, None)
    assert (page.suggested, page.days, page.since) == ((), (), None)
    assert not open_timeline(link=link, number=1, now=now).page.object_list
    assert not Sharing.objects.visible_to(carl).in_force().exists()
    assert not SharedEntry.objects.visible_to(carl).exists()
    assert not Pick.objects.visible_to(carl).exists()
    with pytest.raises(RuleBroken):
        open_shared_entry(link=link, key=mark.key, now=now)
    (row,) = open_client_list(clinician=carl, now=now).rows
    assert (row.waits, row.shared, row.finished, row.waiting, row.lets_visit) == (True, (), None, None, False)
    with pytest.raises(RuleBroken, match="Yet to say"):
        assign(link=link, target="module", target_key="module-1-1")
    with pytest.raises(RuleBroken, match="yet to say"):
        nudge(link=link, words=Nudge.Words.SMALL, now=now)
    assert Look.objects.filter(kinds=[]).exists(), "that the empty page was opened is written down as well"
    assert not Look.objects.exclude(kinds=[]).exists()

    answer(link, "scores", "entries")
    page = open_client_page(link=fresh(link), now=timezone.now())
    assert not page.waits
    assert [one.kind for one in page.sharings] == ["entries", "scores"]
    assert page.modules is None, "what is not said again stays closed"
    assert open_shared_entry(link=fresh(link), key=mark.key, now=timezone.now()).leaf.title == TITLE


def test_nothing_at_all_is_an_answer_and_takes_the_marks_along(open_link, life, carl, stella):
    closed_and_opened(carl, stella)
    answer(open_link)
    link = fresh(open_link)
    assert not link.waits_for_client
    assert not Sharing.objects.standing().exists()
    assert not SharedEntry.objects.standing().exists()
    assert not questions_among(left_for(client=link.client).links)


def test_the_record_has_a_line_of_the_closing_and_one_of_the_answer(open_link, carl, stella, ada):
    suspend_clinician(user=carl, actor=stella)
    assert sweep() == 1
    assert sweep() == 0
    verify_clinician(user=carl, actor=stella, professional_name="Carl Osei")
    assert sweep() == 0, "it is closed still: one line until the client has answered"
    answer(open_link, "progress")
    assert lines(open_link)[:3] == ["sharing_granted", "sharing_said_again", "sharing_withdrawn"]
    assert lines(open_link).count("sharing_closed") == 1
    closed_and_opened(carl, stella)  # sooner than the sweep
    answer(open_link, "progress")
    assert lines(open_link)[:3] == ["sharing_granted", "sharing_said_again", "sharing_closed"]
    page = signed_in(ada).get(reverse("privacy:record")).content.decode()
    assert "was switched off" in page
    assert "Said again what is shared" in page


def test_what_is_said_during_a_suspension_is_asked_again_afterwards(carl, stella, ada):
    link = connect(carl, ada, kinds=[])
    suspend_clinician(user=carl, actor=stella)
    change_sharing(link=fresh(link), kinds=EVERYTHING)
    with pytest.raises(RuleBroken, match="switched off"):
        say_again(link=fresh(link), kinds=EVERYTHING, term=0)
    verify_clinician(user=User.objects.get(pk=carl.pk), actor=stella, professional_name="Carl Osei")
    assert fresh(link).waits_for_client
    assert not Sharing.objects.in_force().exists()


def test_a_page_from_before_answers_nothing(carl, stella, ada):
    """Neither the form of an earlier term, nor one of before the first, nor a second press."""
    link = connect(carl, ada, ["progress"])
    closed_and_opened(carl, stella)
    read_then = fresh(link).clinician.clinician_term
    closed_and_opened(carl, stella)
    for term in (read_then, 0, None):
        with pytest.raises(RuleBroken, match="since you opened that page"):
            say_again(link=fresh(link), kinds=EVERYTHING, term=term)
    for change in (
        lambda: change_sharing(link=link, kinds=EVERYTHING),
        lambda: renew_sharing(link=link, kind="progress"),
    ):
        with pytest.raises(RuleBroken, match="Say first"):
            change()
    assert not Sharing.objects.in_force().exists()
    answer(link, "progress")
    with pytest.raises(RuleBroken, match="answered this already"):
        answer(link, "scores")
    assert [one.kind for one in Sharing.objects.in_force()] == ["progress"]


def test_a_pause_stays_a_pause_and_an_end_stays_an_end(open_link, carl, stella, ada):
    pause_link(link=open_link)
    closed_and_opened(carl, stella)
    answer(open_link, "progress")
    assert not Sharing.objects.in_force().exists(), "the client has paused it, and has not gone on"
    resume_link(link=fresh(open_link))
    assert Sharing.objects.in_force().exists()

    closed_and_opened(carl, stella)
    resume_link(link=fresh(open_link))
    assert not Sharing.objects.in_force().exists(), "going on does not answer the question"
    end_link(link=fresh(open_link), by=ada)
    with pytest.raises(RuleBroken, match="has ended"):
        answer(open_link, "progress")
    assert note_closings(now=timezone.now()) == 0
    assert not questions_among(left_for(client=ada).links)


def test_only_those_of_before_wait(carl, stella, ada, mallory, clara, invited):
    """Neither another clinician's connection, nor one that is begun afterwards, also by an invitation of before."""
    others = connect(clara, ada, ["progress"])
    asked = invited()
    closed_and_opened(carl, stella)
    link = accept(invitation=type(asked).objects.get(pk=asked.pk), client=mallory, kinds=["progress"])
    assert not fresh(others).waits_for_client
    assert not fresh(link).waits_for_client
    assert Sharing.objects.in_force().count() == 2


def test_verifying_somebody_who_stands_verified_asks_nobody(carl, stella, ada):
    link = connect(carl, ada, ["progress"])
    stale = User.objects.get(pk=carl.pk)
    verify_clinician(user=carl, actor=stella, professional_name="Carl O. Osei")
    assert not fresh(link).waits_for_client
    suspend_clinician(user=carl, actor=stella)
    verify_clinician(user=stale, actor=stella, professional_name="Carl Osei")  # read before the suspension
    assert fresh(link).waits_for_client


def test_a_page_is_marked_for_them_only_after_the_answer(carl, stella, ada, library):
    link = connect(carl, ada, ["entries"])
    entry = page_of(ada)
    closed_and_opened(carl, stella)
    with pytest.raises(RuleBroken, match="First say yes"):
        mark_entry(entry=entry, links=[fresh(link)])
    shown = signed_in(ada).get(reverse("clinic:show_entry", args=[entry.key])).content.decode()
    assert reverse("clinic:change_sharing", args=[link.key]) in shown


def test_the_client_is_asked_on_today_and_answers_on_one_page(open_link, as_ada, ada, carl, stella):
    mark_leave_explained(ada)
    url = reverse("clinic:change_sharing", args=[open_link.key])
    suspend_clinician(user=carl, actor=stella)
    assert url not in as_ada.get(reverse("pages:today")).content.decode()
    verify_clinician(user=carl, actor=stella, professional_name="Carl Osei")
    for name, args in (("pages:today", []), ("clinic:sharing", []), ("clinic:connection", [open_link.key])):
        page = as_ada.get(reverse(name, args=args)).content.decode()
        assert url in page, name
        assert "there is no hurry" in page, name
    form = as_ada.get(url)
    assert not any(field.value() for _question, field in form.context["form"].questions())
    assert f"“{TITLE}”" in form.content.decode(), "which pages a yes would open again"
    old = {"progress": "on", "scores": "on"}
    assert "since you opened that page" in as_ada.post(url, old, follow=True).content.decode()
    assert fresh(open_link).waits_for_client
    as_ada.post(url, {**old, "term": form.context["link"].clinician.clinician_term})
    assert {one.kind for one in Sharing.objects.in_force()} == {"progress", "scores"}
    assert url not in as_ada.get(reverse("pages:today")).content.decode()


def test_the_clinician_reads_that_it_waits_and_nothing_else(open_link, life, carl, stella):
    closed_and_opened(carl, stella)
    as_carl = signed_in(User.objects.get(pk=carl.pk))
    for name, args in (
        ("clinic:clients", []),
        ("clinic:client", [open_link.key]),
        ("clinic:assign", [open_link.key]),
        ("clinic:nudge", [open_link.key]),
        ("clinic:assign_several", []),
    ):
        page = as_carl.get(reverse(name, args=args)).content.decode()
        assert "aits for your client’s answer" in page, name
        for word in (TITLE, WORDS, "canary pick"):
            assert word not in page, name
    for name, args in (
        ("clinic:results", [open_link.key]),
        ("clinic:result", [open_link.key, life.result.key]),
        ("clinic:shared_entry", [open_link.key, life.marks[0].key]),
        ("clinic:shared_check_ins", [open_link.key]),
        ("clinic:summary", [open_link.key]),
    ):
        assert as_carl.get(reverse(name, args=args)).status_code == 404, name


def test_many_clients_wait_in_as_many_queries_as_one(carl, stella, ada, mallory):
    connect(carl, ada, EVERYTHING)
    closed_and_opened(carl, stella)
    with CaptureQueriesContext(connection) as one:
        open_client_list(clinician=carl, now=timezone.now())
    connect(carl, mallory, EVERYTHING)
    closed_and_opened(carl, stella)
    with CaptureQueriesContext(connection) as two:
        open_client_list(clinician=carl, now=timezone.now())
    assert len(one) == len(two)


def test_the_migration_that_rebuilds_links_puts_the_trigger_of_looks_back():
    migration = import_module("clinic.migrations.0011_sharing_is_asked_again").Migration
    first, last = migration.operations[0], migration.operations[-1]
    assert first.reverse_code is last.code, "both ways"
