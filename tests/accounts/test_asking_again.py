"""Before something leaves the house or is shared more widely: is it still you?"""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.access import confirmed_lately
from accounts.models import User
from clinic.models import Link, Sharing
from clinic.services import change_sharing
from tests.accounts.entrance import PASSWORD
from tests.clinic.conftest import connect
from tests.people import signed_in, with_factor

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=6)


@pytest.fixture
def link(ada: User, carl: User) -> Link:
    return connect(carl, ada, reference="Ada")


def kinds(link: Link) -> set[str]:
    return set(Sharing.objects.filter(link=link).standing().values_list("kind", flat=True))


def change(link: Link) -> str:
    return reverse("clinic:change_sharing", args=[link.key])


def test_sharing_more_waits_for_the_password_and_is_done_once_it_is_given(
    link: Link, as_ada: Client, time_machine
):
    change_sharing(link=link, kinds=[])
    time_machine.move_to(timezone.now() + LATER)
    asked = as_ada.post(change(link), {"progress": "yes"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert kinds(link) == set()
    as_ada.post(asked.url, {"password": "not-the-password"})
    assert kinds(link) == set()
    as_ada.post(asked.url, {"password": PASSWORD})
    assert kinds(link) == {"progress"}


def test_sharing_less_is_never_held_up(link: Link, as_ada: Client, time_machine):
    change_sharing(link=link, kinds=["progress"])
    time_machine.move_to(timezone.now() + LATER)
    assert as_ada.post(change(link), {}).url == reverse("clinic:connection", args=[link.key])
    assert kinds(link) == set()


def test_whoever_has_just_signed_in_is_not_asked_again(link: Link, as_ada: Client):
    change_sharing(link=link, kinds=[])
    as_ada.post(change(link), {"progress": "yes"})
    assert kinds(link) == {"progress"}


def test_of_somebody_with_a_second_step_only_that_counts(ada: User, carl: User):
    def asked(client: Client, person: User, *, after: timedelta = timedelta()) -> bool:
        request = RequestFactory().get("/")
        request.user, request.session = person, client.session
        return not confirmed_lately(request, now=(timezone.now() + after).timestamp())

    by_password = signed_in(ada)
    assert not asked(by_password, ada)
    assert asked(by_password, ada, after=LATER)
    with_factor(elsewhere := signed_in(ada), ada)
    assert asked(by_password, ada)
    assert not asked(elsewhere, ada)
    assert not asked(signed_in(carl), carl)
    assert asked(by_password, carl)


def test_somebody_with_nothing_to_show_chooses_a_password_first(link: Link, ada: User, time_machine):
    change_sharing(link=link, kinds=[])
    ada.set_unusable_password()
    ada.save()
    client = signed_in(ada)
    time_machine.move_to(timezone.now() + LATER)
    assert client.post(change(link), {"progress": "yes"}).url == reverse("account_set_password")
    assert kinds(link) == set()
