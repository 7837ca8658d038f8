"""A person's settings, and the staff's view of people."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.people import signed_in

pytestmark = pytest.mark.django_db
PAGE, SAVE = "accounts:settings", "accounts:save_settings"
GOOD = {"greeting_name": "Ada L.", "theme": "dark", "time_zone": "Asia/Tokyo"}


def test_settings_need_a_sign_in(client: Client):
    for name in (PAGE, SAVE):
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))


def test_choices_are_kept_and_the_next_page_shows_them(ada: User, as_ada: Client):
    page = as_ada.post(reverse(SAVE), GOOD, follow=True).content.decode()
    ada.refresh_from_db()
    assert (ada.greeting_name, ada.theme, ada.time_zone) == ("Ada L.", "dark", "Asia/Tokyo")
    assert "Saved." in page
    assert 'data-theme="dark"' in page
    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in page


def test_the_greeting_name_can_stay_empty(ada: User, as_ada: Client):
    as_ada.post(reverse(SAVE), {**GOOD, "greeting_name": ""})
    ada.refresh_from_db()
    assert ada.greeting_name == ""


@pytest.mark.parametrize("bad", [{"theme": "pink"}, {"time_zone": "Mars/Base"}, {"greeting_name": "x" * 61}])
def test_what_makes_no_sense_is_shown_again_with_a_reason_and_not_kept(bad: dict, ada: User, as_ada: Client):
    answer = as_ada.post(reverse(SAVE), {**GOOD, **bad})
    assert answer.status_code == 422
    assert "<title>Error: Settings" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.theme == User.Theme.AUTO


def test_saving_is_a_post_of_ones_own_settings_only(ada: User, mallory: User, as_mallory: Client):
    assert as_mallory.get(reverse(SAVE)).status_code == 405
    as_mallory.post(reverse(SAVE), GOOD)
    ada.refresh_from_db()
    assert ada.theme == User.Theme.AUTO


def test_a_form_without_its_token_is_refused(ada: User):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(reverse(SAVE), GOOD).status_code == 403


def test_words_of_a_person_are_escaped(ada: User, as_ada: Client):
    page = as_ada.post(reverse(SAVE), {**GOOD, "greeting_name": "<script>x</script>"}, follow=True)
    assert b"<script>x" not in page.content


def test_the_page_leads_to_address_password_notes_sharing_and_the_way_out(as_ada: Client):
    page = as_ada.get(reverse(PAGE)).content.decode()
    for name in (
        "account_email",
        "account_change_password",
        "reminders:settings",
        "clinic:sharing",
        "account_logout",
    ):
        assert reverse(name) in page


# Staff -------------------------------------------------------------------------------------------------------


def people_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_the_staff_door_leads_visitors_to_the_usual_entrance_and_strangers_nowhere(
    client: Client, as_ada: Client
):
    arrived = client.get(reverse("admin:index"), follow=True)
    assert arrived.redirect_chain[-1][0] == f"{reverse('account_login')}?next=%2Fstaff%2F"
    assert client.get(reverse("admin:login")).url.startswith(reverse("account_login"))
    assert as_ada.get(reverse("admin:login")).status_code == 404
    assert as_ada.get(reverse("admin:index"), follow=True).status_code == 404


def test_staff_see_who_has_an_account_and_nothing_they_wrote(as_stella: Client, ada: User):
    listed = as_stella.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert ada.email in listed
    assert ada.greeting_name not in as_stella.get(people_page(ada)).content.decode()


def test_staff_verify_and_suspend_through_the_services_with_a_record(
    as_stella: Client, stella: User, ada: User
):
    url = reverse("admin:accounts_user_changelist")
    chosen = {"_selected_action": [ada.pk]}
    refused = as_stella.post(url, {**chosen, "action": "verify_as_clinician"}, follow=True).content.decode()
    assert "Write the name that clients will see first" in refused
    as_stella.post(people_page(ada), {"professional_name": "Ada Lind"})
    as_stella.post(url, {**chosen, "action": "verify_as_clinician"})
    ada.refresh_from_db()
    assert ada.is_clinician
    as_stella.post(url, {**chosen, "action": "suspend"})
    ada.refresh_from_db()
    assert not ada.is_clinician
    entries = AuditEntry.objects.about(ada.audit_key)
    assert [entry.verb for entry in entries] == ["clinician_suspended", "clinician_verified"]
    assert {entry.actor_key for entry in entries} == {stella.audit_key}


def test_staff_cannot_make_staff_add_people_or_delete_them(as_stella: Client, ada: User):
    as_stella.post(people_page(ada), {"professional_name": "", "is_staff": "on"})
    ada.refresh_from_db()
    assert not ada.is_staff
    assert as_stella.get(reverse("admin:accounts_user_add")).status_code == 403
    assert as_stella.get(reverse("admin:accounts_user_delete", args=[ada.pk])).status_code == 403


def test_an_owner_makes_staff_with_a_record_and_the_history_names_no_address(ada: User):
    owner = User.objects.create_superuser("owner@example.org", "quiet-lanterns-9")
    signed_in(owner).post(people_page(ada), {"professional_name": "", "is_staff": "on"})
    ada.refresh_from_db()
    assert ada.is_staff
    assert [entry.verb for entry in AuditEntry.objects.about(ada.audit_key)] == ["staff_added"]
    assert not LogEntry.objects.filter(object_repr__contains="@").exists()


def test_the_list_of_people_costs_the_same_for_one_and_for_many(
    as_stella: Client, django_assert_max_num_queries
):
    url = reverse("admin:accounts_user_changelist")
    as_stella.get(url)
    with django_assert_max_num_queries(9) as few:
        as_stella.get(url)
    User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(20))
    with django_assert_max_num_queries(9) as many:
        as_stella.get(url)
    assert len(few) == len(many)
