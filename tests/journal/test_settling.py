"""Settling before an exercise: a body check that keeps no number, other ways at 7 or more, and none of it a lock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from journal.models import HighMark
from journal.services.settling import forget_expired, is_resting, note_body_check
from journal.tasks import forget_expired as forget_expired_task
from tests.journal.builders import block, form, publish_exercises, write
from tests.journal.sheets import sheet_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TWO_DAYS = timedelta(hours=48)
LESSON = "/c/1/m1/1/#exercise-1"


@pytest.fixture(autouse=True)
def exercises(db) -> None:
    publish_exercises()


def check(client: Client, value: str, name: str = "own"):
    address = reverse("journal:settle", args=[form(name).name])
    return client.post(address, {"body": value, "next": LESSON})


def page_of(name: str) -> str:
    return reverse("journal:form", args=[form(name).name])


@pytest.mark.parametrize(("value", "stands"), [(0, False), (6, False), (7, True), (10, True)])
def test_only_seven_or_more_is_kept(ada, value: int, stands: bool):
    assert note_body_check(learner=ada, value=value, now=NOW) is stands
    assert is_resting(ada, NOW) is stands
    assert HighMark.objects.count() == stands


def test_no_number_is_kept_anywhere(ada):
    note_body_check(learner=ada, value=9, now=NOW)
    assert {field.name for field in HighMark._meta.fields} == {"id", "learner", "expires_at"}


def test_a_mark_is_not_read_after_two_days_even_before_it_is_swept(ada):
    note_body_check(learner=ada, value=8, now=NOW)
    assert is_resting(ada, NOW + TWO_DAYS - timedelta(seconds=1))
    assert not is_resting(ada, NOW + TWO_DAYS)
    assert HighMark.objects.count() == 1


def test_what_has_run_out_is_swept_and_nothing_else(ada, mallory):
    note_body_check(learner=ada, value=8, now=NOW)
    note_body_check(learner=mallory, value=8, now=NOW + timedelta(hours=1))
    assert forget_expired(NOW + TWO_DAYS) == 1
    assert HighMark.objects.get().learner == mallory
    with time_machine.travel(NOW + TWO_DAYS + timedelta(hours=1), tick=False):
        assert forget_expired_task() == 1


def test_the_sweep_is_on_the_clock():
    assert "journal.forget_expired" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_second_high_check_counts_from_then_and_a_low_one_takes_it_back(ada):
    note_body_check(learner=ada, value=8, now=NOW)
    note_body_check(learner=ada, value=7, now=NOW + timedelta(hours=10))
    assert is_resting(ada, NOW + TWO_DAYS)
    note_body_check(learner=ada, value=2, now=NOW + timedelta(hours=11))
    assert not is_resting(ada, NOW + timedelta(hours=11))


def test_settling_stands_around_the_exercise_and_needs_no_timer(as_ada):
    page = as_ada.get(page_of("own")).content.decode()
    order = ["Settle first", "How stirred up is your body now?", 'name="f-answer"', "Before you go on:"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "Nothing counts it. Your eyes can stay open." in page
    assert "The number is not kept and nobody sees it." in page
    assert "Settle first" not in as_ada.get(page_of("short")).content.decode()


def test_a_log_settles_too(as_ada):
    publish_exercises(log=block("log", "- long: answer | Words", "mode: log\nsettle: yes"))
    assert "Settle first" in as_ada.get(page_of("log")).content.decode()
    assert check(as_ada, "8", "log")["Location"].startswith(
        reverse("journal:settle", args=[form("log").name])
    )


@pytest.mark.parametrize("value", ["0", "6", "", "nonsense", "-3"])
def test_below_seven_or_no_number_leads_back_to_the_exercise(as_ada, value: str):
    answer = check(as_ada, value)
    assert answer["Location"] == f"/c/1/m1/1/?at={form('own').name}#exercise-1-write"
    assert not HighMark.objects.exists()


def test_at_seven_other_ways_are_offered_and_none_is_shut(as_ada):
    answer = check(as_ada, "7")
    assert answer["Location"].startswith(reverse("journal:settle", args=[form("own").name]))
    page = as_ada.get(answer["Location"]).content.decode()
    way_back = f"/c/1/m1/1/?at={form('own').name}#exercise-1-write"
    for words in (
        "Rest first",
        "/pause/?back=",
        'href="/help/"',
        "Only think of one word.",
        'href="/today/"',
    ):
        assert words in page
    assert f'<a class="btn btn--quiet" href="{way_back}">Go on anyway</a>' in page
    assert "Error" not in page
    entry = write_anyway(as_ada)
    assert entry.status_code == 302


def write_anyway(client: Client):
    page = sheet_of(client.get(page_of("own")).content)
    return client.post(page.action, page.pressed(f__answer="A few words"))


def test_the_offer_goes_when_the_mark_has_run_out(as_ada):
    with time_machine.travel(NOW, tick=False):
        address = check(as_ada, "9")["Location"]
        assert as_ada.get(address).status_code == 200
    with time_machine.travel(NOW + TWO_DAYS, tick=False):
        client = as_ada
        answer = client.get(address)
        assert answer.status_code == 302


def test_looking_at_the_offer_changes_nothing(as_ada, as_mallory):
    check(as_ada, "9")
    address = reverse("journal:settle", args=[form("own").name])
    assert as_mallory.get(address).status_code == 302, "a mark is its owner's alone"
    assert HighMark.objects.count() == 1


def test_a_form_without_settling_has_no_body_check(as_ada):
    assert check(as_ada, "9", "short").status_code == 404
    assert not HighMark.objects.exists()


def test_what_is_private_always_says_so(as_ada, ada):
    write(ada, form("own"), answer="mine")
    assert "It can never be shared." in as_ada.get(page_of("own")).content.decode()
