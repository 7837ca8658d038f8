"""Checking in: one a day in one's own zone, changed and deleted at will; the drawing and the list say the same."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.services import choose_settings, mark_leave_explained
from journal.models import Entry
from journal.services import arriving

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
CHECK_INS = reverse("journal:check_ins")
TODAY_PAGE = reverse("pages:today")


@pytest.fixture(autouse=True)
def a_saturday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def arrived(ada: User, library) -> User:
    mark_leave_explained(user=ada)
    return ada


def key_of(writer: User) -> str:
    return str(arriving(writer=writer, today=TODAY).key)


def check_in(client: Client, writer: User, word: str = "Mixed", **changes):
    address = reverse("journal:keep", args=["check-in", key_of(writer)])
    return client.post(address, {"f-word": word, "do": "keep", "next": TODAY_PAGE, **changes})


def days_of(client: Client, writer: User, words: dict[int, str], time_machine) -> None:
    """Check in on days so many days before today, as on those days."""
    for ago, word in sorted(words.items(), reverse=True):
        time_machine.move_to(NOW - timedelta(days=ago), tick=False)
        address = reverse(
            "journal:keep",
            args=["check-in", str(arriving(writer=writer, today=TODAY - timedelta(days=ago)).key)],
        )
        client.post(address, {"f-word": word, "do": "keep"})
    time_machine.move_to(NOW, tick=False)


def test_a_press_of_the_button_keeps_the_word_of_today_and_comes_back(arrived: User, as_ada):
    assert check_in(as_ada, arrived)["Location"] == TODAY_PAGE
    page = as_ada.get(TODAY_PAGE).text
    assert re.search(r'value="Mixed" checked', page)
    assert "Saved for today. You can change it." in page


def test_a_choice_is_saved_by_itself_and_can_be_changed(arrived: User, as_ada):
    address = reverse("journal:save", args=["check-in", key_of(arrived)])
    first = as_ada.post(address, {"question": "word", "value": "Heavy", "sequence": "0"}).json()
    second = as_ada.post(address, {"question": "word", "value": "Clear", "sequence": first["sequence"]})
    assert second.status_code == 200
    assert Entry.objects.get().body["fields"]["word"]["v"] == "Clear"


def test_there_is_one_a_day_and_the_next_day_has_its_own(arrived: User, as_ada, time_machine):
    check_in(as_ada, arrived, "Heavy")
    check_in(as_ada, arrived, "Lighter")
    assert Entry.objects.count() == 1
    days_of(as_ada, arrived, {1: "Clear"}, time_machine)
    assert Entry.objects.count() == 2


def test_the_day_is_the_persons_own(arrived: User, as_ada):
    choose_settings(user=arrived, theme=arrived.theme, greeting_name="Ada", time_zone="Pacific/Kiritimati")
    check_in(as_ada, arrived)
    assert Entry.objects.get().day == date(2026, 11, 22)


@pytest.mark.parametrize("button", ["action", "data-autosave"])
@pytest.mark.parametrize("was_begun", [True, False])
def test_a_page_left_open_overnight_checks_in_for_the_day_that_has_begun(
    arrived: User, as_ada, time_machine, button: str, was_begun: bool
):
    page = as_ada.get(TODAY_PAGE).text
    if was_begun:
        check_in(as_ada, arrived, "Heavy")
        page = as_ada.get(TODAY_PAGE).text
    else:
        address = re.search(r'data-autosave="([^"]+check-in[^"]+)"', page).group(1)
        as_ada.post(address, {"question": "word", "value": "Heavy", "sequence": "0"})
    (entry,) = Entry.objects.all()
    sequence = entry.body["fields"]["word"]["n"]
    time_machine.move_to(NOW + timedelta(hours=20), tick=False)
    address = re.search(rf'{button}="([^"]+check-in[^"]+)"', page).group(1)
    for word in ("Lighter", "Clear"):
        sent = {"question": "word", "value": word, "f-word": word, "do": "keep", "sequence": str(sequence)}
        answer = as_ada.post(address, sent)
        assert answer.status_code in (200, 302)
        sequence = answer.json()["sequence"] if answer.status_code == 200 else sequence
    kept = {entry.day: entry.body["fields"]["word"]["v"] for entry in Entry.objects.all()}
    assert kept == {TODAY: "Heavy", TODAY + timedelta(days=1): "Clear"}


def test_only_the_five_words_are_taken(arrived: User, as_ada):
    assert check_in(as_ada, arrived, "Excellent").status_code == 422
    assert not Entry.objects.exists()


def test_everything_but_the_day_is_sealed(arrived: User, as_ada):
    check_in(as_ada, arrived, "Stormy", **{"f-note": "The canary is loud"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_entry")
        row = b" ".join(
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
            for cell in cursor.fetchone()
        )
    assert b"canary" not in row
    assert b"Stormy" not in row


def test_the_chart_equals_the_list(arrived: User, as_ada, time_machine):
    words = {13: "Heavy", 12: "Stormy", 9: "Mixed", 4: "Lighter", 3: "Mixed", 0: "Clear"}
    days_of(as_ada, arrived, words, time_machine)
    page = as_ada.get(CHECK_INS).text
    listed = re.findall(
        r'scope="row">(\w+ \d+ \w+) 2026</th>.*?#feel-\w+"\s*/></svg>\s*(\w+)</span>', page, re.S
    )
    described = re.search(r"<desc[^>]*>(.*?)</desc>", page, re.S).group(1)
    drawn = re.findall(r"(\d+ \w+): (\w+)", described)
    assert len(drawn) == page.count("<circle") == len(words)
    assert [(" ".join(day.split()[1:]), word) for day, word in reversed(listed)] == drawn
    assert "Six check-ins. The dotted part is days without one, which is fine." in page
    assert "No check-ins from 10 November to 11 November." in described
    assert page.count('class="tr-gap"') == 3


def test_nothing_is_said_of_gaps_where_there_are_none(arrived: User, as_ada, time_machine):
    days_of(as_ada, arrived, {1: "Mixed", 0: "Clear"}, time_machine)
    page = as_ada.get(TODAY_PAGE).text
    assert "Two check-ins." in page
    assert "dotted" not in page


def test_three_stormy_days_bring_one_quiet_line_where_a_clinician_approved_it(
    arrived: User, as_ada, time_machine, settings
):
    settings.HAS_ROUGH_DAYS_LINE = True
    days_of(as_ada, arrived, {1: "Stormy", 0: "Stormy"}, time_machine)
    assert "rough few days" not in as_ada.get(TODAY_PAGE).text
    days_of(as_ada, arrived, {2: "Stormy"}, time_machine)
    settings.HAS_ROUGH_DAYS_LINE = False
    assert "rough few days" not in as_ada.get(TODAY_PAGE).text
    settings.HAS_ROUGH_DAYS_LINE = True
    page = as_ada.get(TODAY_PAGE).text
    assert "It has been a rough few days." in page
    assert reverse("pages:help") in page


def test_a_check_in_is_changed_with_feelings_and_a_line_and_deleted(arrived: User, as_ada):
    check_in(as_ada, arrived, "Mixed", **{"f-note": "Rain"})
    entry = Entry.objects.get()
    page = as_ada.get(CHECK_INS).text
    assert "Rain" in page
    assert reverse("journal:edit", args=[entry.key]) in page
    assert as_ada.get(reverse("journal:edit", args=[entry.key])).status_code == 200
    as_ada.post(reverse("journal:delete", args=[entry.key]))
    assert not Entry.objects.exists()


def test_somebody_new_sees_a_quiet_page(arrived: User, as_ada):
    page = as_ada.get(TODAY_PAGE).text
    assert "<circle" not in page.split("How are you arriving?")[1].split("Small victories")[0]
    assert "Days without one are fine" in page


def test_nobody_sees_anybody_elses(arrived: User, as_ada, as_mallory):
    check_in(as_ada, arrived, "Stormy", **{"f-note": "The canary is loud"})
    assert "canary" not in as_mallory.get(CHECK_INS).text


def test_the_list_takes_as_many_queries_for_one_as_for_many(arrived: User, as_ada, time_machine):
    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            as_ada.get(CHECK_INS)
        return len(counted)

    check_in(as_ada, arrived)
    count()
    few = count()
    days_of(as_ada, arrived, dict.fromkeys(range(1, 40), "Mixed"), time_machine)
    count()
    assert count() == few
    second = as_ada.get(CHECK_INS, {"page": "2"}).text
    assert second.count('scope="row"') == 10
    assert as_ada.get(CHECK_INS, {"page": "nonsense"}).status_code == 200


def test_today_shows_the_last_three_victories_and_adds_one(arrived: User, as_ada, time_machine):
    for number in range(4):
        time_machine.move_to(NOW + timedelta(minutes=number), tick=False)
        page = as_ada.get(TODAY_PAGE).text
        address = re.search(r'action="(/notebook/f/victory/[^"]+/)"', page).group(1)
        answer = as_ada.post(address, {"f-line": f"Small thing {number}", "do": "keep", "next": TODAY_PAGE})
        assert answer["Location"].startswith(TODAY_PAGE)
    shown = re.findall(r"Small thing \d", as_ada.get(TODAY_PAGE).text)
    assert shown == ["Small thing 3", "Small thing 2", "Small thing 1"]


def test_a_word_that_another_page_chose_is_in_reach_from_today(arrived: User, as_ada):
    save = reverse("journal:save", args=["check-in", key_of(arrived)])
    assert "See both" not in as_ada.get(TODAY_PAGE).text
    as_ada.post(save, {"question": "word", "value": "Mixed", "sequence": "0"})
    stale = as_ada.post(save, {"question": "word", "value": "Heavy", "sequence": "0"})
    assert stale.status_code == 409
    entry = reverse("journal:entry", args=[Entry.objects.get().key])
    assert (
        f'href="{entry}">Another page wrote something else for today. See both' in as_ada.get(TODAY_PAGE).text
    )
    assert "Heavy" in as_ada.get(entry).text
