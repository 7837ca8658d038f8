"""The record of looks: written with every reading, changed by nobody, gone only with its connection."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from clinic.models import Link, Look
from clinic.services import change_sharing, end_link, open_client_page, pause_link
from clinic.services.looks import NotShared, basis_of, open_client
from common.declarations import Export
from common.errors import RuleBroken
from tests.clinic.conftest import connect

REFUSED = "append-only"


@pytest.fixture
def look(link) -> Look:
    open_client_page(link=link, now=timezone.now())
    return Look.objects.get()


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_model_refuses_to_change_a_look_or_to_delete_one(look):
    look.what = Look.What.LIST
    for attempt in (
        look.save,
        look.delete,
        lambda: Look.objects.update(what=Look.What.LIST),
        lambda: Look.objects.all().delete(),
        lambda: Look.objects.bulk_update([look], ["what"]),
    ):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clinic_look SET what = 'list'",
        "UPDATE clinic_look SET kinds = '[]'",
        "DELETE FROM clinic_look",
        "DELETE FROM clinic_look WHERE link_id IN (SELECT id FROM clinic_link)",
    ],
)
def test_the_database_refuses_whoever_asks(look, statement):
    with pytest.raises(DatabaseError, match=REFUSED):
        run(statement)
    assert Look.objects.get().what == Look.What.CLIENT


def test_not_even_the_end_of_a_connection_takes_a_look_away(look, link, ada):
    end_link(link=link, by=ada)
    with pytest.raises(DatabaseError, match=REFUSED):
        run("DELETE FROM clinic_look WHERE link_id = %s", link.pk)
    assert Look.objects.visible_to(ada).get() == look


@pytest.mark.parametrize("who", ["client", "clinician"])
def test_looks_go_with_the_account_of_either_and_the_audit_line_stays(look, link, who, mallory, carl):
    other = connect(carl if who == "client" else link.clinician, mallory, reference="Another")
    open_client_page(link=other, now=timezone.now())
    key = link.client.audit_key
    getattr(link, who).delete()
    assert not Look.objects.filter(link_id=link.pk).exists()
    assert Look.objects.filter(link_id=other.pk).exists() is (who == "client")
    assert AuditEntry.objects.about(key).filter(verb="client_data_read").count() == 1
    connection.check_constraints()


def test_links_that_are_deleted_together_take_all_their_looks(look, link, carl, mallory):
    open_client_page(link=connect(carl, mallory, reference="Another"), now=timezone.now())
    Link.objects.all().delete()
    assert not Look.objects.exists()


def test_the_way_out_stands_open_at_no_other_moment(look, link, mallory, carl):
    """Once one connection has gone, the looks of another are as safe as before."""
    other = connect(carl, mallory, reference="Another")
    open_client_page(link=other, now=timezone.now())
    Link.objects.filter(pk=link.pk).delete()
    with pytest.raises(DatabaseError, match=REFUSED):
        run("DELETE FROM clinic_look")
    assert Look.objects.get().link_id == other.pk


def test_the_export_of_either_side_holds_the_looks():
    declared = Look.personal_data
    assert declared.at_export == Export.ALL
    assert declared.owner == ("link__client", "link__clinician")


# The gate ------------------------------------------------------------------------------------------------------


@transaction.atomic
def opened(link: Link, needs: str = ""):
    return open_client(
        link=link, what=Look.What.RESULT, now=timezone.now(), needs=needs, object_key="some-key"
    )


def test_what_is_agreed_opens_and_leaves_a_look_and_an_audit_line(link, carl, ada):
    agreed = opened(link, "lessons")
    assert agreed.kinds == ["progress"]
    assert agreed.lets("days")
    look = Look.objects.get()
    assert (look.link, look.what, look.kinds, look.object_key) == (link, "result", ["progress"], "some-key")
    line = AuditEntry.objects.about(ada.audit_key).get(verb="client_data_read")
    assert (line.actor_key, line.object_kind) == (carl.audit_key, "look_result")


def test_what_is_not_agreed_does_not_open_and_nothing_is_recorded(link):
    with pytest.raises(NotShared):
        opened(link, "results")
    assert not Look.objects.exists()


def test_a_pause_closes_what_was_agreed_without_forgetting_it(link):
    pause_link(link=link)
    with pytest.raises(NotShared):
        opened(link, "lessons")
    assert opened(link).kinds == []


@pytest.mark.parametrize("end", ["ended", "suspended"])
def test_an_end_or_a_suspension_refuses_even_what_needs_nothing(link, end, carl):
    if end == "ended":
        end_link(link=link, by=carl)
    else:
        carl.clinician_state = "suspended"
        carl.save()
    with pytest.raises(RuleBroken):
        opened(link)
    assert not Look.objects.exists()


def test_a_yes_that_was_taken_back_and_given_anew_is_another_basis(link):
    with transaction.atomic():
        before = basis_of(opened(link))
    change_sharing(link=link, kinds=[])
    change_sharing(link=link, kinds=["progress"])
    with transaction.atomic():
        assert basis_of(opened(link)) != before
