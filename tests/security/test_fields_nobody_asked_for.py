"""A form takes the fields it shows. Whatever is sent along changes no right, no owner and no state."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clinic.models import Invitation, Link
from courses.models import Enrolment
from journal.models import Entry
from reminders.models import Preferences
from tests.test_permissions import World, world

__all__ = ["world"]


def extras(owner: User) -> dict[str, str]:
    """Names of columns, as somebody guesses them from the source, which is public."""
    truths = (
        "is_staff",
        "is_superuser",
        "is_active",
        "is_adult",
        "has_plan",
        "leave_explained_at",
        "is_retired",
    )
    people = ("user", "user_id", "owner", "owner_id", "learner", "learner_id", "writer", "writer_id", "client",
              "client_id", "clinician", "clinician_id")  # fmt: skip
    return {
        **dict.fromkeys(truths, "true"),
        **dict.fromkeys(people, str(owner.pk)),
        "clinician_state": "verified",
        "professional_name": "Dr Mallory",
        "state": "verified",
        "pk": "1",
        "id": "1",
        "visits_epoch": "0",
        "shown_since": "2020-01-01",
        "ended_at": "",
    }


def rights() -> list[tuple]:
    facts = (
        "pk",
        "is_staff",
        "is_superuser",
        "is_active",
        "clinician_state",
        "professional_name",
        "email",
        "password",
    )
    return list(User.objects.order_by("pk").values_list(*facts))


def test_fields_that_no_page_shows_are_taken_by_no_form(world: World, ada: User, mallory: User):
    here, given = world.clients["client"], extras(mallory)
    before, owners = rights(), {model: owners_of(model) for model in (Entry, Enrolment, Preferences, Link)}
    posts = {
        reverse("accounts:save_settings"): {
            "theme": "dark",
            "greeting_name": "A",
            "time_zone": "Europe/London",
        },
        reverse("journal:keep", kwargs=world.arguments["page_of_form"]): {
            "f-text": "W",
            "seen": "",
            "do": "keep",
        },
        reverse("courses:pace", kwargs=world.arguments["course"]): {
            "pace": "gentle",
            "time_zone": "Europe/London",
        },
        reverse("reminders:change"): {"has_plain_subjects": "yes"},
        reverse("clinic:change_sharing", kwargs=world.arguments["link"]): {"progress": "on"},
        reverse("pages:keep_country"): {"country": "GB"},
    }
    for address, fields in posts.items():
        assert here.post(address, {**given, **fields}).status_code < 500, address
    ada.refresh_from_db()
    assert (ada.theme, ada.support_country) == ("dark", "GB"), "what the forms show was kept"
    assert rights() == before
    for model, known in owners.items():
        found = owners_of(model)
        assert set(known) <= set(found), model
        assert not [row for row in found if mallory.pk in row[1:]], model


def test_an_invitation_is_the_inviters_own_whatever_is_sent_along(world: World, carl: User, mallory: User):
    before = set(Invitation.objects.values_list("pk", flat=True))
    given = {"by": "email", "address": "new@example.net", "reference": "Client 9", **extras(mallory)}
    world.clients["carl"].post(reverse("clinic:invite"), given)
    (made,) = Invitation.objects.exclude(pk__in=before)
    assert made.clinician == carl
    assert made.created_at.date() == timezone.now().date()


def test_a_field_sent_twice_or_in_the_wrong_place_changes_nothing_else(world: World, ada: User):
    here, address = world.clients["client"], reverse("accounts:save_settings")
    fields = {"greeting_name": "A", "time_zone": "Europe/London"}
    here.post(f"{address}?theme=dark", {"theme": "light", **fields})
    ada.refresh_from_db()
    assert ada.theme == "light", "an address is no form"
    here.post(address, {"theme": ["light", "dark"], **fields})
    ada.refresh_from_db()
    assert ada.theme == "dark", "the last one counts, everywhere alike"
    here.post(address, {"theme": ["dark", "<b>"], **fields})
    ada.refresh_from_db()
    assert ada.theme == "dark", "and it is checked"


def owners_of(model: type) -> list[tuple]:
    people = [field.name for field in model._meta.fields if field.related_model is User]
    return list(model.objects.order_by("pk").values_list("pk", *people))
