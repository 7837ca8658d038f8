"""The list of clients: who is asked for, in which order, what each row says, and what it takes for five hundred."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.services import add_person
from clinic.models import Link, Look
from clinic.rules.listing import Order, Show, Wish, holds, next_day, place_in, wish_of
from clinic.services import (
    ask_for_contact,
    change_sharing,
    decline_assignment,
    open_client_list,
    pause_link,
)
from courses.services import finish
from tests.builders import lesson
from tests.clinic.conftest import EVERYTHING, assign, connect
from tests.clinic.shared_life import answered
from tests.people import signed_in
from tests.quizzes.builders import published, scale

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
CLIENTS, FILE = reverse("clinic:clients"), reverse("clinic:clients_file")
FIRST, SECOND = "course-1-module-1", "course-1-module-2"
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN")
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture(autouse=True)
def a_friday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def client_of(carl: User, name: str, kinds=("progress",), seen: date | None = None) -> Link:
    person = add_person(email=f"{name.lower()}@example.net", password=None)
    User.objects.filter(pk=person.pk).update(last_seen_on=seen)
    return connect(carl, person, kinds, reference=name)


def names_of(carl: User, **wish) -> list[str]:
    found = open_client_list(clinician=carl, now=timezone.now(), wish=Wish(**wish))
    return [row.reference for row in found.rows]


def row_of(carl: User, link: Link):
    found = open_client_list(clinician=carl, now=timezone.now())
    return next(row for row in found.rows if row.key == link.key)


# Order and filter ----------------------------------------------------------------------------------------------


def test_the_list_is_put_in_order_by_name_by_the_last_visit_or_by_the_next_date(carl):
    client_of(carl, "berta", seen=date(2026, 11, 1))
    client_of(carl, "Anna", seen=date(2026, 11, 19))
    late = client_of(carl, "Clea", kinds=(), seen=date(2026, 11, 20))
    assign(link=late, target="module", target_key=FIRST, by_on=TODAY + timedelta(days=2))
    assert names_of(carl) == ["Anna", "berta", "Clea"]
    assert names_of(carl, order=Order.ACTIVE) == ["Anna", "berta", "Clea"], (
        "a visit not shared puts nobody first"
    )
    assert names_of(carl, order=Order.NEXT) == ["Clea", "Anna", "berta"]


def test_whoever_asks_for_contact_comes_first_in_every_order_the_longest_wait_before(carl, time_machine):
    for name in ("Anna", "Berta", "Zoe", "Yann"):
        client_of(carl, name, seen=TODAY)
    ask_for_contact(link=link_named(carl, "Zoe"))
    time_machine.shift(timedelta(hours=2))
    ask_for_contact(link=link_named(carl, "Yann"))
    for order in Order:
        assert names_of(carl, order=order)[:2] == ["Zoe", "Yann"]
    assert names_of(carl, show=Show.CONTACT) == ["Zoe", "Yann"]
    assert "unacknowledged since Friday 20 November, 12:00" in signed_in(carl).get(CLIENTS).content.decode()


def link_named(carl: User, name: str) -> Link:
    return next(link for link in Link.objects.of_clinician(carl) if link.reference == name)


def test_the_list_is_filtered_by_what_waits_and_by_nothing_shared(carl):
    waiting, answered_one = client_of(carl, "Waits"), client_of(carl, "Answered")
    client_of(carl, "Silent", kinds=())
    assign(link=waiting, target="module", target_key=FIRST)
    decline_assignment(assignment=assign(link=answered_one, target="module", target_key=FIRST))
    assert names_of(carl, show=Show.WAITING) == ["Waits"]
    assert names_of(carl, show=Show.NOTHING) == ["Silent"]


def test_a_reference_is_found_by_its_words_and_stands_in_no_address(carl, as_carl):
    client_of(carl, "Sam Roe")
    client_of(carl, "Roberta S.")
    page = as_carl.post(CLIENTS, {"words": " roe  SAM "})
    shown = page.content.decode()
    assert "Sam Roe" in shown
    assert "Roberta" not in shown
    assert "words=" not in shown
    assert "Sam" not in page.request["QUERY_STRING"]
    assert "No client fits this" in as_carl.post(CLIENTS, {"words": "nobody"}).content.decode()


def test_anything_unknown_in_the_address_is_the_usual_list(carl, as_carl):
    client_of(carl, "Anna")
    for query in (
        "?show=risk",
        "?order=-pk",
        "?page=9999999999",
        "?page=x&show=",
        "?show=all&order=name&page=0",
    ):
        answer = as_carl.get(CLIENTS + query)
        assert answer.status_code == 200
        assert "Anna" in answer.content.decode()


def test_fifty_stand_on_a_page_and_only_they_are_looked_at(carl, time_machine):
    for number in range(53):
        if number % 18 == 17:
            time_machine.shift(timedelta(days=1))  # nobody invites more in a day
        client_of(carl, f"Client {number:02}")
    first = names_of(carl)
    assert (len(first), first[-1]) == (50, "Client 49")
    assert Look.objects.count() == 50
    assert names_of(carl, page=2) == ["Client 50", "Client 51", "Client 52"]
    assert Look.objects.count() == 53
    assert names_of(carl, page=99) == names_of(carl, page=2)


# Rows ----------------------------------------------------------------------------------------------------------


def test_lessons_of_two_weeks_are_counted_once_each(carl, time_machine):
    link = client_of(carl, "Anna")
    finish(learner=link.client, lesson=lesson("lesson-1-1-1"))
    time_machine.move_to(NOW + timedelta(days=15), tick=False)
    finish(learner=link.client, lesson=lesson("lesson-1-1-2"))
    assert row_of(carl, link).finished == 1


def test_what_is_finished_waits_no_more_but_only_where_that_is_shared(carl):
    shared, closed = client_of(carl, "Shared"), client_of(carl, "Closed", kinds=("scores",))
    for link in (shared, closed):
        assign(link=link, target="module", target_key=FIRST, by_on=TODAY + timedelta(days=3))
        for number in (1, 2):
            finish(learner=link.client, lesson=lesson(f"lesson-1-1-{number}"))
    assert (row_of(carl, shared).waiting, row_of(carl, shared).next_on) == (0, None)
    assert (row_of(carl, closed).waiting, row_of(carl, closed).next_on) == (1, TODAY + timedelta(days=3))
    assert row_of(carl, closed).finished is None


def test_questions_answered_since_wait_no_more_where_results_are_shared(carl):
    quiz = published(scale("canary"))
    shared, closed = client_of(carl, "Shared", kinds=EVERYTHING), client_of(carl, "Closed")
    for link in (shared, closed):
        link.assignments.create(
            target="scale", target_key="canary", assigned_at=timezone.now(), shown_from=timezone.now()
        )
        answered(link.client, quiz)
    assert row_of(carl, shared).waiting == 0
    assert row_of(carl, closed).waiting == 1


def looks_at(link: Link) -> list[tuple[str, list[str]]]:
    return list(Look.objects.filter(link=link).values_list("what", "kinds"))


def test_whoever_is_left_out_because_they_finished_was_looked_at_too(carl):
    """That somebody is not among those who wait says that they have done it: it is recorded like any other look."""
    finished, declined, waits = (client_of(carl, name) for name in ("Done", "Not now", "Waits"))
    for link in (finished, declined, waits):
        row = assign(link=link, target="lesson", target_key="lesson-1-1-1")
        if link == declined:
            decline_assignment(assignment=row)
    finish(learner=finished.client, lesson=lesson("lesson-1-1-1"))
    assert names_of(carl, show=Show.WAITING) == ["Waits"]
    assert looks_at(finished) == looks_at(waits) == [("list", ["progress"])]
    assert looks_at(declined) == [("list", ["progress"])], (
        "their answer left them out, and that was read as well"
    )


def test_whoever_shares_nothing_is_looked_at_where_their_answers_are_counted(carl):
    never, asked = client_of(carl, "Never", kinds=()), client_of(carl, "Asked", kinds=())
    row = assign(link=asked, target="lesson", target_key="lesson-1-1-1")
    assert row_of(carl, asked).waiting == 1
    decline_assignment(assignment=row)
    assert row_of(carl, asked).waiting == 0
    assert looks_at(asked) == [("list", []), ("list", [])]
    assert looks_at(never) == []


def test_a_look_at_the_list_says_that_results_were_asked_about_where_they_were(carl):
    """Whether questions wait is read from results: somebody who shares nothing else is looked at all the same."""
    quiz = published(scale("canary"))
    link = client_of(carl, "Anna", kinds=("scores",))
    names_of(carl)
    assert looks_at(link) == []
    link.assignments.create(
        target="scale", target_key="canary", assigned_at=timezone.now(), shown_from=timezone.now()
    )
    answered(link.client, quiz)
    assert row_of(carl, link).waiting == 0
    assert looks_at(link) == [("list", ["scores"])]


def test_a_step_of_a_plan_waits_from_its_day_on_and_names_it_before(carl):
    link = client_of(carl, "Anna")
    row = assign(link=link, target="module", target_key=FIRST)
    link.assignments.filter(pk=row.pk).update(shown_from=NOW + timedelta(days=6))
    assert row_of(carl, link).waiting == 0
    assert row_of(carl, link).next_on == TODAY + timedelta(days=6)


def test_a_pause_shows_nothing_but_itself_and_a_request_for_contact(carl, as_carl):
    link = client_of(carl, "Anna", kinds=EVERYTHING, seen=TODAY)
    assign(link=link, target="module", target_key=FIRST, by_on=TODAY + timedelta(days=3))
    ask_for_contact(link=link)
    pause_link(link=link)
    row = row_of(carl, link)
    assert (row.finished, row.waiting, row.next_on, row.last_visit_on, row.shared) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert row.asked_at
    page = as_carl.get(CLIENTS).content.decode()
    assert "Paused by your client" in page
    assert page.count("Not shared") == 4
    assert not Look.objects.exists()


def test_the_last_visit_is_not_even_fetched_without_a_yes(carl):
    client_of(carl, "Closed", kinds=("scores",), seen=TODAY)
    (link,) = Link.objects.for_the_list()
    assert link.client_last_seen_on is None


# The file ------------------------------------------------------------------------------------------------------


def test_the_file_says_what_is_agreed_since_when_and_nothing_else(carl, as_carl):
    client_of(carl, "Anna", kinds=("progress", "scores"), seen=TODAY)
    client_of(carl, "Berta", kinds=())
    paused = client_of(carl, "Clea", kinds=("entries",))
    pause_link(link=paused)
    answer = as_carl.post(FILE)
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows == [
        ["Client", "Shared", "Since"],
        ["Anna", "Lessons opened and finished", "2026-11-20"],
        ["Anna", "Results of questionnaires", "2026-11-20"],
        ["Berta", "Nothing at present", ""],
        ["Clea", "Nothing at present", ""],
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list-2026-11-20.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    look = Look.objects.get()
    assert (look.what, look.kinds) == (Look.What.FILE, ["progress", "scores"])


def test_a_reference_that_looks_like_a_formula_stays_words(carl, as_carl):
    client_of(carl, "Anna", kinds=())
    link = link_named(carl, "Anna")
    link.reference = "=HYPERLINK(1)"
    link.save()
    assert b"'=HYPERLINK(1)" in as_carl.post(FILE).content


def test_the_file_is_made_by_a_press_only(as_carl):
    assert as_carl.get(FILE).status_code == 405


# What it takes -------------------------------------------------------------------------------------------------


def queries_of(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return sum(not query["sql"].startswith(FRAME) for query in queries)


@pytest.mark.parametrize("query", ["", "?order=active", "?show=waiting", "?order=next"])
def test_the_list_takes_fewer_than_twelve_queries_however_many_clients(carl, as_carl, query):
    first = client_of(carl, "Client 0", seen=TODAY)
    assign(link=first, target="module", target_key=FIRST)
    finish(learner=first.client, lesson=lesson())
    ask_for_contact(link=first)
    one = queries_of(as_carl, CLIENTS + query)
    for number in range(1, 12):
        link = client_of(carl, f"Client {number}", kinds=EVERYTHING if number % 2 else (), seen=TODAY)
        assign(link=link, target="module", target_key=SECOND)
        finish(learner=link.client, lesson=lesson())
        if number % 3 == 0:
            ask_for_contact(link=link)
    assert queries_of(as_carl, CLIENTS + query) == one
    assert one < 12


def test_a_change_of_what_is_shared_counts_for_the_next_list(carl, as_carl):
    link = client_of(carl, "Anna", seen=TODAY)
    assert "20 November 2026" in as_carl.get(CLIENTS).content.decode()
    change_sharing(link=link, kinds=[])
    assert not re.search(r"20 November 2026", as_carl.get(CLIENTS).content.decode())


# The rules -----------------------------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(max_size=80))
def test_looking_for_part_of_a_reference_finds_it(before, after):
    assert holds(f"{before}Sam Roe{after}", "roe SAM")
    assert holds(before + after, "")


def test_the_next_day_is_never_one_that_has_passed():
    assert next_day([date(2026, 11, 19), None, date(2026, 11, 30), date(2026, 11, 20)], today=TODAY) == TODAY
    assert next_day([date(2026, 11, 19), None], today=TODAY) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.text(max_size=5),
            st.none() | st.datetimes(timezones=st.just(UTC)),
            st.none() | st.dates(),
            st.none() | st.dates(),
        ),
        max_size=8,
    ),
    st.sampled_from(Order),
)
def test_any_clients_can_be_put_in_any_order(people, order):
    keys = [
        place_in(order, reference=name, key=str(n), asked_at=asked, last_visit_on=seen, next_on=day)
        for n, (name, asked, seen, day) in enumerate(people)
    ]
    waits = [key[0] for key in sorted(keys)]
    assert waits == sorted(waits), "who asks for contact comes first"


def test_a_wish_takes_nothing_it_does_not_know():
    assert wish_of(show="all; drop", order="pk", page="-1", words="x" * 200) == Wish(words="x" * 60)
    assert wish_of(show="contact", order="next", page="3") == Wish(Show.CONTACT, Order.NEXT, 3)
