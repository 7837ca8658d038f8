"""What the client agreed to: granted in words, changed at once, ended by either."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from clinic.models import Link, Look, Sharing
from clinic.rules.consent import PROGRESS
from clinic.services import (
    assignments_for,
    change_sharing,
    connection_of,
    end_link,
    open_client_list,
    open_client_page,
    sharing_of,
)
from common.errors import RuleBroken
from tests.clinic.conftest import assign, connect


def test_a_yes_is_kept_with_version_and_hash_of_the_words(link):
    sharing = link.sharings.get()
    assert (sharing.kind, sharing.text_version, sharing.text_hash) == (
        "progress",
        PROGRESS.version,
        PROGRESS.text_hash,
    )


def test_unticking_withdraws_and_keeps_the_row(link, carl):
    change_sharing(link=link, kinds=[])
    assert link.sharings.get().withdrawn_at
    assert not open_client_page(link=link, now=timezone.now()).shares_progress


def test_ticking_again_is_a_new_yes(link):
    change_sharing(link=link, kinds=[])
    change_sharing(link=link, kinds=["progress"])
    assert link.sharings.count() == 2
    assert link.sharings.standing().count() == 1


def test_saving_the_same_answer_writes_nothing(link):
    before = AuditEntry.objects.count()
    change_sharing(link=link, kinds=["progress"])
    assert link.sharings.count() == 1
    assert AuditEntry.objects.count() == before


def test_a_kind_that_is_not_offered_cannot_be_turned_on(link):
    change_sharing(link=link, kinds=["progress", "diary"])
    assert list(link.sharings.standing().values_list("kind", flat=True)) == ["progress"]


@pytest.mark.parametrize("who", ["ada", "carl"])
def test_either_may_end_it_and_everything_stops_at_once(link, who, request, library):
    by = request.getfixturevalue(who)
    assign(link=link, target="module", target_key="course-1-module-1")
    end_link(link=link, by=by)
    link.refresh_from_db()
    assert link.ended_at
    assert link.ended_by_client is (who == "ada")
    assert not Sharing.objects.standing().exists()
    assert not Sharing.objects.filter(withdrawn_at__isnull=True).exists()
    assert assignments_for(link.client) == []
    assert open_client_list(clinician=link.clinician, now=timezone.now()).rows == ()
    with pytest.raises(RuleBroken):
        open_client_page(link=link, now=timezone.now())


def test_nobody_else_may_end_it(link, mallory):
    with pytest.raises(RuleBroken):
        end_link(link=link, by=mallory)
    assert Link.objects.active().filter(pk=link.pk).exists()


def test_ending_twice_keeps_the_first_end(link, ada, carl):
    end_link(link=link, by=ada)
    first = link.ended_at
    end_link(link=link, by=carl)
    assert (link.ended_at, link.ended_by_client) == (first, True)
    assert AuditEntry.objects.filter(verb="link_ended").count() == 1


def test_nothing_can_be_turned_on_after_the_end(link, ada):
    stale = Link.objects.get(pk=link.pk)
    end_link(link=link, by=ada)
    with pytest.raises(RuleBroken, match="has ended"):
        change_sharing(link=stale, kinds=["progress"])
    assert not Sharing.objects.standing().exists()


def test_a_new_connection_starts_from_nothing_shared(link, carl, ada):
    end_link(link=link, by=ada)
    again = connect(carl, ada, kinds=[])
    assert not open_client_page(link=again, now=timezone.now()).shares_progress


def test_the_end_and_each_withdrawal_are_recorded_with_who_did_it(link, carl, ada):
    end_link(link=link, by=carl)
    rows = AuditEntry.objects.about(ada.audit_key).filter(verb__in=["link_ended", "sharing_withdrawn"])
    assert {row.verb for row in rows} == {"link_ended", "sharing_withdrawn"}
    assert {row.actor_key for row in rows} == {carl.audit_key}


def test_a_look_is_written_before_anything_is_shown(link, carl, ada):
    open_client_page(link=link, now=timezone.now())
    look = Look.objects.get()
    assert (look.link, look.what, look.kinds) == (link, "client", ["progress"])
    entry = AuditEntry.objects.get(verb="client_data_read")
    assert (entry.subject_key, entry.actor_key) == (ada.audit_key, carl.audit_key)


def test_the_list_is_a_look_only_at_those_whose_progress_it_shows(link, carl, mallory):
    connect(carl, mallory, kinds=[], reference="Silent")
    open_client_list(clinician=carl, now=timezone.now())
    assert [(look.link, look.what) for look in Look.objects.all()] == [(link, "list")]


def test_looks_cannot_be_changed_or_taken_away(link):
    open_client_page(link=link, now=timezone.now())
    look = Look.objects.get()
    for attempt in (
        look.save,
        look.delete,
        Look.objects.all().delete,
        lambda: Look.objects.update(what="list"),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert Look.objects.count() == 1


def test_looks_go_with_the_person(link, ada):
    open_client_page(link=link, now=timezone.now())
    ada.delete()
    assert not Look.objects.exists()
    assert AuditEntry.objects.filter(verb="client_data_read").exists()


def test_the_client_sees_what_is_shared_since_when_and_who_looked(link, ada, mallory):
    open_client_page(link=link, now=timezone.now())
    page = sharing_of(client=ada, now=timezone.now())
    (connection,) = page.connections
    assert connection.link == link
    assert [sharing.kind for sharing in connection.sharings] == ["progress"]
    assert connection.last_look_at == Look.objects.get().at
    assert [look.words for look in connection_of(link=link, now=timezone.now()).looks] == ["Opened your page"]
    assert sharing_of(client=mallory, now=timezone.now()).connections == ()
