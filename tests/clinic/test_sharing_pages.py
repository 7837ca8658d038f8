"""The client's one place: four questions, a pause, several clinicians, every look, and who answers when."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person, ask_to_be_clinician, mark_leave_explained, verify_request
from clinic.models import Link, Look, Profile, Sharing
from clinic.rules.consent import EARLIER, PROGRESS
from clinic.services import (
    allow_nudges,
    ask_for_contact,
    change_sharing,
    connection_of,
    end_link,
    invite_by_code,
    keep_profile,
    mark_entry,
    mute_nudges,
    pause_link,
    pick_words,
    renew_sharing,
    resume_link,
    who,
)
from common.errors import RuleBroken
from tests.clinic.conftest import EVERYTHING, connect, page_of
from tests.people import ready_clinician

pytestmark = pytest.mark.usefixtures("library")
SHARING = reverse("clinic:sharing")


def url_of(link: Link) -> str:
    return reverse("clinic:connection", args=[link.key])


def look(link: Link, what: str = "client", **more) -> Look:
    return Look.objects.create(link=link, what=what, at=timezone.now(), **{"kinds": ["progress"], **more})


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# From anywhere, in two presses ----------------------------------------------------------------------------------


def test_from_any_page_two_presses_show_nothing_more(carl, ada, as_ada, as_carl):
    link = connect(carl, ada, kinds=EVERYTHING)
    mark_leave_explained(user=ada)
    for address in ("/today/", "/notebook/", "/q/", "/settings/", "/help/", "/c/"):
        assert f'href="{SHARING}"' in as_ada.get(address).content.decode(), address
    pause = reverse("clinic:pause_sharing", args=[link.key])
    assert f'action="{pause}"' in as_ada.get(SHARING).content.decode()
    as_ada.post(pause)
    assert "Paused by your client" in text(as_carl.get(reverse("clinic:client", args=[link.key])))


# The four questions --------------------------------------------------------------------------------------------


def test_each_question_is_answered_by_itself(carl, ada, as_ada):
    link = connect(carl, ada, kinds=[])
    url = reverse("clinic:change_sharing", args=[link.key])
    page = as_ada.get(url).content.decode()
    assert page.count('type="checkbox"') == 4
    assert not re.search(r"<input[^>]* checked", page)
    as_ada.post(url, {"check-ins": "on"})
    assert list(link.sharings.standing().values_list("kind", flat=True)) == ["check-ins"]
    assert len(re.findall(r"<input[^>]* checked", as_ada.get(url).content.decode())) == 1


def test_an_older_yes_stays_as_it_is_until_the_client_says_yes_to_the_new_words(link, ada, as_ada):
    (older,) = EARLIER
    Sharing.objects.filter(link=link).update(text_version=older.version, text_hash=older.text_hash)
    change_sharing(link=link, kinds=["progress", "scores"])
    standing = link.sharings.standing().get(kind="progress")
    assert standing.text_hash == older.text_hash
    assert "days" not in standing.named
    assert "Yes to the new words" in text(as_ada.get(url_of(link)))
    as_ada.post(reverse("clinic:renew_sharing", args=[link.key]), {"kind": "progress"})
    renewed = link.sharings.standing().get(kind="progress")
    assert renewed.text_hash == PROGRESS.text_hash
    assert "days" in renewed.named
    assert "Yes to the new words" not in text(as_ada.get(url_of(link)))


def test_renewing_turns_nothing_on_that_was_off(link):
    renew_sharing(link=link, kind="scores")
    renew_sharing(link=link, kind="no-such-kind")
    assert list(link.sharings.values_list("kind", flat=True)) == ["progress"]


# Pause, several clinicians, history ---------------------------------------------------------------------------


def test_a_pause_keeps_the_choices_and_shows_nothing(link, carl, ada):
    pause_link(link=link)
    first = link.paused_at
    pause_link(link=link)
    assert link.paused_at == first
    assert not Sharing.objects.visible_to(carl).exists()
    assert Sharing.objects.standing().filter(link=link).exists()
    resume_link(link=link)
    resume_link(link=link)
    assert Sharing.objects.visible_to(carl).exists()
    verbs = AuditEntry.objects.about(ada.audit_key).values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("sharing_") and verb != "sharing_granted"] == [
        "sharing_resumed",
        "sharing_paused",
    ]


def test_only_the_client_pauses_and_goes_on(link, as_carl, as_ada):
    for name in ("pause_sharing", "resume_sharing", "mute_nudges", "renew_sharing", "change_sharing"):
        assert as_carl.post(reverse(f"clinic:{name}", args=[link.key])).status_code == 404
    as_ada.post(reverse("clinic:pause_sharing", args=[link.key]))
    link.refresh_from_db()
    assert link.paused_at
    assert "Paused" in text(as_ada.get(SHARING))
    as_ada.post(reverse("clinic:resume_sharing", args=[link.key]))
    link.refresh_from_db()
    assert link.paused_at is None


def test_what_is_agreed_with_one_clinician_is_nothing_to_another(carl, clara, ada):
    first, second = connect(carl, ada, kinds=EVERYTHING), connect(clara, ada, kinds=[])
    change_sharing(link=second, kinds=["scores"])
    pause_link(link=first)
    assert {row.kind for row in Sharing.objects.visible_to(clara)} == {"scores"}
    end_link(link=second, by=ada)
    assert Sharing.objects.standing().filter(link=first).count() == 4


def test_nudges_are_turned_off_and_on_by_the_client(link, as_ada):
    mute_nudges(link=link)
    assert link.nudges_muted_at
    assert "You have turned them off." in text(as_ada.get(url_of(link)))
    allow_nudges(link=link)
    assert link.nudges_muted_at is None


def test_nothing_changes_after_the_end(link, ada):
    stale = Link.objects.get(pk=link.pk)
    end_link(link=link, by=ada)
    for change in (pause_link, resume_link, mute_nudges, allow_nudges):
        with pytest.raises(RuleBroken, match="has ended"):
            change(link=stale)


def test_the_history_says_what_changed_when_and_by_whom(link, carl, ada, as_ada):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        change_sharing(link=link, kinds=["scores"])
        pause_link(link=link)
    history = connection_of(link=link, now=timezone.now()).history
    assert [event.words for event in history] == [
        "Paused",
        "Shared from then on: Results of questionnaires",
        "No longer shared: Lessons opened and finished",
        "Shared from then on: Lessons opened and finished",
        "Connected",
    ]
    assert all(event.is_by_client for event in history)
    assert "What changed" in text(as_ada.get(url_of(link)))


def test_the_history_of_one_connection_says_nothing_of_another(carl, clara, ada):
    first, second = connect(carl, ada), connect(clara, ada, kinds=["scores"])
    pause_link(link=second)
    words = [event.words for event in connection_of(link=first, now=timezone.now()).history]
    assert words == ["Shared from then on: Lessons opened and finished", "Connected"]


# Looks --------------------------------------------------------------------------------------------------------


def test_a_look_says_what_was_opened_in_words(carl, ada, as_ada):
    link = connect(carl, ada, kinds=EVERYTHING)
    (mark,) = mark_entry(entry=page_of(ada), links=[link])
    look(link, "entry", kinds=["entries"], object_key=str(mark.key))
    shown = text(as_ada.get(url_of(link)))
    assert "Opened a page you marked: A quiet title" in shown
    assert "What it could show: Pages of the notebook that are marked" in shown


def test_a_look_that_names_nothing_or_something_that_is_gone_is_shown_all_the_same(link, as_ada):
    for key in ("", "no-key", str(uuid4())):
        for what in ("result", "entry"):
            look(link, what, object_key=key)
    assert text(as_ada.get(url_of(link))).count("Opened a ") == 5
    assert text(as_ada.get(reverse("clinic:looks", args=[link.key]))).count("Opened a ") == 6


def test_every_look_can_be_paged_to_to_the_first(link, as_ada):
    start = timezone.now() - timedelta(days=10)
    for number in range(120):
        with time_machine.travel(start + timedelta(minutes=number)):
            look(link)
    url = reverse("clinic:looks", args=[link.key])
    counted = [
        as_ada.get(f"{url}?page={page}").content.decode().count("Opened your page") for page in (1, 2, 3)
    ]
    assert counted == [50, 50, 20]
    assert as_ada.get(f"{url}?page=nonsense").status_code == 200


def test_looks_take_the_same_queries_for_one_and_for_fifty(carl, ada, as_ada):
    link = connect(carl, ada, kinds=EVERYTHING)
    url = reverse("clinic:looks", args=[link.key])
    (mark,) = mark_entry(entry=page_of(ada), links=[link])
    look(link, "entry", object_key=str(mark.key))
    few = queries_of(as_ada, url)
    for _number in range(60):
        (more,) = mark_entry(entry=page_of(ada), links=[link])
        look(link, "entry", object_key=str(more.key))
    assert queries_of(as_ada, url) == few


def test_the_overview_takes_the_same_queries_for_one_clinician_and_for_five(carl, ada, stella, as_ada):
    everything_over(connect(carl, ada, kinds=EVERYTHING), ada)
    few = queries_of(as_ada, SHARING)
    for number in range(4):
        person = add_person(email=f"c{number}@example.org", password=None)
        clinician = ready_clinician(person, stella, f"Clinician {number}")
        everything_over(connect(clinician, ada, kinds=EVERYTHING), ada)
    assert queries_of(as_ada, SHARING) == few


def everything_over(link: Link, ada: User) -> None:
    mark_entry(entry=page_of(ada), links=[link])
    pick_words(link=link, words="a line")
    ask_for_contact(link=link)
    look(link)


def queries_of(browser, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


# Reply hours --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "   ", "x" * 201])
def test_reply_hours_are_said_and_short(carl, words):
    with pytest.raises(RuleBroken, match="200"):
        keep_profile(clinician=carl, reply_hours=words)


def test_only_a_clinician_says_when_they_answer_and_not_that_they_were_away(ada, carl):
    with pytest.raises(RuleBroken):
        keep_profile(clinician=ada, reply_hours="Mondays")
    with pytest.raises(RuleBroken, match="today or a later day"):
        keep_profile(
            clinician=carl, reply_hours="Mondays", away_until=timezone.localdate() - timedelta(days=1)
        )


def test_an_absence_is_shown_until_its_last_day(carl):
    day = timezone.localdate() + timedelta(days=3)
    keep_profile(clinician=carl, reply_hours="Mondays", away_until=day)
    assert who(clinician=carl, today=day).away_until == day
    assert who(clinician=carl, today=day + timedelta(days=1)).away_until is None


def test_a_client_reads_profession_and_body_as_staff_verified_them_and_never_the_number(
    ada, mallory, stella, as_ada
):
    asked = ask_to_be_clinician(
        user=mallory,
        professional_name="Mallory Quinn",
        profession="Psychotherapist",
        licensing_body="Council of the quiet arts",
        licence_number="canary-4711",
        country="Ireland",
        note="",
        now=timezone.now(),
    )
    verify_request(request=asked, actor=stella)
    mallory.refresh_from_db()
    keep_profile(clinician=mallory, reply_hours="Mondays")
    spoken = invite_by_code(clinician=mallory, reference="x", now=timezone.now())
    as_ada.post(reverse("clinic:enter_code"), {"code": spoken.spoken_code})
    before = text(as_ada.get(reverse("clinic:coded_invitation")))
    after = text(as_ada.get(url_of(connect(mallory, ada))))
    for shown in (before, after):
        assert "Psychotherapist" in shown
        assert "Council of the quiet arts" in shown
        assert "canary-4711" not in shown


def test_clients_read_the_hours_wherever_an_answer_could_be_expected(link, carl, as_ada):
    keep_profile(
        clinician=carl, reply_hours="Mondays at nine", away_until=timezone.localdate() + timedelta(days=2)
    )
    for url in (SHARING, url_of(link), reverse("clinic:contact", args=[link.key])):
        shown = text(as_ada.get(url))
        assert "Mondays at nine" in shown
        assert re.search("away until", shown, re.I)


def test_the_account_page_keeps_what_was_typed_and_says_what_is_missing(as_carl, carl):
    url = reverse("clinic:profile")
    assert as_carl.post(url, {"reply_hours": ""}).status_code == 422
    gone = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    refused = as_carl.post(url, {"reply_hours": "Fridays", "away_until": gone})
    assert refused.status_code == 422
    assert "Fridays" in refused.content.decode()
    as_carl.post(url, {"reply_hours": "Fridays", "away_until": ""}, follow=True)
    assert Profile.objects.get(clinician=carl).reply_hours == "Fridays"


def test_the_page_for_inviting_says_what_is_missing_first(as_carl):
    Profile.objects.all().delete()
    page = as_carl.get(reverse("clinic:invite")).content.decode()
    assert "One thing first" in page
    assert reverse("clinic:profile") in page
