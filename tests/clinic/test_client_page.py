"""One client's pages: what stands on them, what never does, who sees that they were opened, in how many queries."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.services import suspend_clinician
from clinic.models import Link, Look, Sharing
from clinic.rules.consent import EARLIER
from clinic.services import (
    change_sharing,
    decline_assignment,
    mark_entry,
    mark_session,
    open_client_page,
    open_summary,
    pick_entry,
    pick_result,
    pick_words,
    remove_pick,
    take_back_mark,
)
from clinic.services.summaries import confirm, print_summary
from common.errors import RuleBroken
from courses.services import finish, open_lesson, unfinish
from journal.services import delete_entry
from quizzes.models import Answer
from quizzes.services import delete_sitting
from tests import pdfs
from tests.builders import lesson
from tests.clinic.conftest import EVERYTHING, assign, connect, undone
from tests.clinic.shared_life import QUIZ, answered, checked_in, live, marked, written
from tests.people import signed_in
from tests.quizzes.builders import published, scale

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture(autouse=True)
def a_friday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def link(carl, ada) -> Link:
    return connect(carl, ada, EVERYTHING, reference="Client 77")


def url(name: str, link: Link, *keys: object) -> str:
    return reverse(f"clinic:{name}", args=[link.key, *keys])


def text(response) -> str:
    words = re.sub(r"<(svg|head)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# Before a session ----------------------------------------------------------------------------------------------


def test_what_the_client_picked_stands_first_and_the_session_mark_clears_it(link, ada, as_carl):
    life = live(ada)
    mark = marked(life, link)
    pick_words(link=link, words="The weekend at my sister's")
    pick_entry(link=link, mark=mark)
    pick_result(link=link, result=life.result)
    page = as_carl.get(url("client", link)).content.decode()
    assert page.index("For our session") < page.index("The weekend at my sister") < page.index("h-results")
    assert f'href="{url("shared_entry", link, mark.key)}"' in page
    assert f'href="{url("result", link, life.result.key)}"' in page
    as_carl.post(url("met_as_clinician", link))
    after = text(as_carl.get(url("client", link)))
    assert "The weekend" not in after
    assert "picked nothing for the next session" in after


def test_what_changed_begins_at_the_last_session(link, ada, time_machine):
    open_lesson(learner=ada, lesson=lesson("lesson-1-1-1"))
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    refused = assign(link=link, target="module", target_key="course-1-module-2")
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    mark_session(link=link, by=link.clinician)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    finish(learner=ada, lesson=lesson("lesson-1-1-2"))
    decline_assignment(assignment=refused)
    mark_entry(entry=written(ada, "writing", title="A page", text="words"), links=[link])
    since = open_client_page(link=link, now=timezone.now()).since
    assert since.is_session
    assert [event.title for event in since.finished] == ["Lesson 1 1 2"]
    assert [event.title for event in since.marked] == ["A page"]
    assert [(event.words, event.title) for event in since.answered] == [("Not for now", "Module 1.2")]
    page = signed_in(link.clinician).get(url("client", link)).content.decode()
    assert "New since you met" in page


def test_without_a_session_the_last_two_weeks_stand_there(link, ada, time_machine):
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    time_machine.move_to(NOW + timedelta(days=15), tick=False)
    finish(learner=ada, lesson=lesson("lesson-1-1-2"))
    since = open_client_page(link=link, now=timezone.now()).since
    assert not since.is_session
    assert [event.title for event in since.finished] == ["Lesson 1 1 2"]


def test_next_dates_name_no_day_that_has_passed(link, ada, as_carl, time_machine):
    today = timezone.localdate()
    assign(link=link, target="module", target_key="course-1-module-1", by_on=today)
    assign(link=link, target="module", target_key="course-1-module-2", by_on=today + timedelta(days=4))
    days = [one.day for one in open_client_page(link=link, now=timezone.now()).next_dates]
    assert days == [today, today + timedelta(days=4)]
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    assert [one.day for one in open_client_page(link=link, now=timezone.now()).next_dates] == days[1:]


def test_a_yes_to_earlier_words_shows_no_day_of_a_single_lesson(link, ada, as_carl):
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    earlier = next(question for question in EARLIER if question.kind == "progress")
    Sharing.objects.filter(link=link, kind="progress").update(
        text_hash=earlier.text_hash, text_version=earlier.version
    )
    page = open_client_page(link=link, now=timezone.now())
    assert page.shares_progress
    assert page.since.finished is None
    assert page.days == ()
    assert "Lesson 1 1 1" not in text(as_carl.get(url("timeline", link)))
    assert "Lesson 1 1 1" not in text(as_carl.get(url("summary", link)))


def test_while_paused_not_even_answers_to_suggestions_stand_there(link, ada, as_carl, as_ada):
    row = assign(link=link, target="module", target_key="course-1-module-1", note="my own note")
    decline_assignment(assignment=row)
    as_ada.post(reverse("clinic:contact", args=[link.key]))
    as_ada.post(reverse("clinic:pause_sharing", args=[link.key]))
    page = text(as_carl.get(url("client", link)))
    assert "Paused by your client" in page
    assert "Unacknowledged since" in page
    for words in ("Not for now", "Module 1.1", "my own note"):
        assert words not in page
    assert "Module 1.1" not in text(as_carl.get(url("timeline", link)))


def test_reply_hours_and_that_nobody_is_alerted_stand_on_the_page(link, as_carl):
    page = text(as_carl.get(url("client", link)))
    assert "Tuesdays and Thursdays, before noon" in page
    assert "Nobody is alerted by anything" in page


# Results -------------------------------------------------------------------------------------------------------


@pytest.fixture
def quiz(library):
    return published(scale("canary", title="Canary closeness"))


def test_a_change_is_named_only_beyond_chance_and_alike_in_both_directions(
    link, ada, carl, quiz, time_machine
):
    said = []
    for worry in (4, 6, 4, 5):
        time_machine.shift(timedelta(days=40))
        result = answered(ada, quiz, worry=worry)
        said.append(text(signed_in(carl).get(url("result", link, result.key))))
    first, up, down, little = said
    assert "Compared with" not in first
    changed = [re.search(r"Attachment anxiety: (.*?) now\. (More[^(]*)", words) for words in (up, down)]
    assert [one[1] for one in changed] == ["4.0 then, 6.0", "6.0 then, 4.0"]
    assert changed[0][2] == changed[1][2], "the same words whichever way it went"
    assert "Attachment anxiety: no change beyond what chance would often make." in little
    assert all("Attachment avoidance: no change beyond" in words for words in (up, down, little))


def test_twenty_dots_are_drawn_and_counted_for_each_scale(link, ada, as_carl, quiz):
    result = answered(ada, quiz, worry=6, distance=3)
    page = as_carl.get(url("result", link, result.key)).content.decode()
    drawings = re.findall(r'<svg[^>]*aria-labelledby="dots-.*?</svg>', page, re.S)
    assert [drawing.count('class="pl-q"') for drawing in drawings] == [20, 20]
    assert all("<title" in drawing and "<desc" in drawing for drawing in drawings)
    assert "20 lie above the middle, 0 below" in text(as_carl.get(url("result", link, result.key)))


def test_no_answer_is_read_for_a_clinician_and_one_answer_throughout_is_not_given_away(
    link, ada, as_carl, as_ada, quiz
):
    """With the score, "the same answer to every statement" would name every single one of them."""
    same = answered(ada, quiz, worry=5)
    for answer in Answer.objects.filter(sitting=same.sitting):
        answer.value = 5
        answer.save()
    with CaptureQueriesContext(connection) as queries:
        page = text(as_carl.get(url("result", link, same.key)))
    assert "same answer" not in page
    assert not any("quizzes_answer" in query["sql"] for query in queries)
    assert "You gave the same answer" in text(as_ada.get(reverse("quizzes:result", args=[same.key])))


def test_a_score_of_one_statement_is_that_answer_and_stays_private(link, ada, as_carl, library):
    parts = scale().subscales
    single = scale(
        "single",
        title="One by one",
        items=scale().items[:2],
        subscales=(
            parts[0].model_copy(update={"items": ("w1",)}),
            parts[1].model_copy(update={"items": ("d1",)}),
        ),
        reverse=(),
    )
    result = answered(ada, published(single), worry=6, distance=2)
    for address in (
        url("result", link, result.key),
        url("results", link),
        url("client", link),
        url("summary", link),
    ):
        shown = as_carl.get(address).content.decode()
        assert "One by one" in shown
        assert not re.search(r"\b[26]\.0\b", text_of_body(shown)), address
        assert "pl-dot" not in shown
        assert "pl-q" not in shown


def text_of_body(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page[page.index("<main") :])


def test_too_few_answers_are_not_scored_here_either(link, ada, as_carl, quiz):
    result = answered(ada, quiz, skipped=3)
    shown = text(as_carl.get(url("result", link, result.key)))
    assert shown.count("Not scored: too few answers (6 of 9)") == 2


def test_a_second_go_within_a_day_is_said(link, ada, quiz, time_machine):
    answered(ada, quiz)
    time_machine.shift(timedelta(hours=3))
    result = answered(ada, quiz)
    assert "less than a day before" in text(signed_in(link.clinician).get(url("result", link, result.key)))


def test_results_about_different_bonds_are_not_compared(link, ada, as_carl, quiz, time_machine):
    answered(ada, quiz, worry=2, about="friend")
    time_machine.shift(timedelta(days=40))
    result = answered(ada, quiz, worry=6, about="partner")
    assert "More than chance" not in text(as_carl.get(url("result", link, result.key)))


def test_a_deleted_result_is_gone_for_the_clinician_too(link, ada, as_carl, quiz):
    result = answered(ada, quiz)
    delete_sitting(sitting=result.sitting)
    assert as_carl.get(url("result", link, result.key)).status_code == 404
    assert not Look.objects.filter(object_key=str(result.key)).exists()


# Pages and check-ins -------------------------------------------------------------------------------------------


def test_opening_a_page_is_recorded_with_its_key_and_shown_to_the_client(link, ada, as_carl, as_ada):
    mark = marked(live(ada), link)
    page = text(as_carl.get(url("shared_entry", link, mark.key)))
    assert "The heron stood still" in page
    assert "That you opened it is recorded, and your client can see it" in page
    look = Look.objects.get(what=Look.What.ENTRY)
    assert (look.object_key, look.kinds) == (str(mark.key), sorted(EVERYTHING))
    assert "Opened a page you marked" in text(as_ada.get(reverse("clinic:looks", args=[link.key])))


def test_a_page_is_read_as_it_stands_and_gone_once_the_mark_is_off(link, ada, as_carl):
    life = live(ada)
    mark = marked(life, link)
    address = url("shared_entry", link, mark.key)
    assert as_carl.get(address).status_code == 200
    take_back_mark(mark=mark)
    assert as_carl.get(address).status_code == 404
    assert Look.objects.filter(what=Look.What.ENTRY).count() == 1
    (again,) = mark_entry(entry=life.page, links=[link])
    assert as_carl.get(address).status_code == 404, "the old address does not come back"
    assert as_carl.get(url("shared_entry", link, again.key)).status_code == 200


def test_check_ins_are_words_of_days_and_days_with_only_a_line_are_not_there(
    link, ada, as_carl, time_machine
):
    for ago, word, note in ((5, "Heavy", "never-note"), (3, "", "never-line"), (1, "Clear", "")):
        time_machine.move_to(NOW - timedelta(days=ago), tick=False)
        checked_in(ada, word, note)
    time_machine.move_to(NOW, tick=False)
    page = as_carl.get(url("shared_check_ins", link)).content.decode()
    assert page.count("<tr>") == 3  # the head and two days
    assert "Two check-ins" in page
    assert "never-" not in page
    assert "No check-ins from 16 November to 18 November" in page, "the gap covers the day of the line"
    assert reverse("journal:check_ins") not in page


def test_the_trend_ends_on_the_clients_own_day(link, ada, time_machine):
    ada.time_zone = "Pacific/Kiritimati"  # already tomorrow there
    ada.save()
    page = open_client_page(link=link, now=timezone.now())
    checked_in(ada, "Clear", "")
    assert page.trend is None or page.trend.trend.last.day == 21


# Summary -------------------------------------------------------------------------------------------------------


def test_the_pdf_is_accessible_neutral_and_says_that_it_is_no_record(link, ada, as_carl):
    marked(live(ada), link)
    answer = as_carl.post(url("summary", link))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-2026-11-20.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    printed = pdfs.read(answer.content)
    assert printed.is_accessible
    assert printed.title == "Notes"
    assert "This is not a clinical record" in printed.text
    assert "The heron stood still" not in printed.text
    assert "Client 77" in printed.text
    assert Look.objects.get().what == Look.What.SUMMARY


def test_a_pdf_is_not_handed_over_when_anything_it_rests_on_is_taken_back_meanwhile(
    link, ada, carl, stella, as_ada
):
    life = live(ada)
    mark, check_in = marked(life, link), checked_in(ada)
    pick = pick_words(link=link, words="The weekend")
    row = assign(link=link, target="module", target_key="course-1-module-2")
    lesson_of_theirs = lesson("lesson-1-1-2")
    changes = {
        "a yes": lambda: change_sharing(link=link, kinds=["progress"]),
        "a mark": lambda: take_back_mark(mark=mark),
        "a result": lambda: delete_sitting(sitting=life.result.sitting),
        "a pick": lambda: remove_pick(pick=pick),
        "a lesson": lambda: unfinish(learner=ada, lesson=lesson_of_theirs),
        "a check-in": lambda: delete_entry(entry=check_in),
        "an answer": lambda: decline_assignment(assignment=row),
        "all of it, for a while": lambda: as_ada.post(reverse("clinic:pause_sharing", args=[link.key])),
        "all of it": lambda: as_ada.post(reverse("clinic:end_as_client", args=[link.key])),
        "the clinician": lambda: suspend_clinician(user=carl, actor=stella),
    }
    summary = open_summary(link=link, now=timezone.now())
    assert print_summary(summary)
    confirm(summary)
    handed_over = []
    for what, take_back in changes.items():
        with undone():
            take_back()
            with suppress(RuleBroken):
                confirm(summary)
                handed_over.append(what)
    assert handed_over == []
    confirm(summary)


def test_something_new_does_not_stop_a_pdf(link, ada):
    life = live(ada)
    summary = open_summary(link=link, now=timezone.now())
    marked(life, link)
    confirm(summary)


# What it takes -------------------------------------------------------------------------------------------------


def test_every_page_takes_as_many_queries_for_much_as_for_little(link, ada, quiz, time_machine):
    def fill(number: int) -> None:
        time_machine.shift(timedelta(days=2))
        answered(ada, quiz, worry=3 + number % 3)
        checked_in(ada, "Mixed", "")
        entry = written(ada, "writing", title=f"Page {number}", text="words")
        mark_entry(entry=entry, links=[link])
        if number < 4:
            finish(learner=ada, lesson=lesson(f"lesson-1-{1 + number // 2}-{1 + number % 2}"))
        mark_session(link=link, by=link.clinician)
        pick_words(link=link, words="A line")

    assign(link=link, target="module", target_key="course-1-module-1", by_on=timezone.localdate())
    fill(0)
    names = ("client", "timeline", "results", "shared_check_ins", "summary")
    few = {name: queries_of(signed_in(link.clinician), url(name, link)) for name in names}
    assign(link=link, target="module", target_key="course-1-module-2")
    for number in range(1, 7):
        fill(number)
    assert {name: queries_of(signed_in(link.clinician), url(name, link)) for name in names} == few
    assert few["client"] <= 40


def test_reading_happens_in_the_transaction_that_holds_the_link(link, as_carl):
    """On PostgreSQL a withdrawal waits for the page, and the page for a withdrawal: never between the two."""
    with CaptureQueriesContext(connection) as queries:
        as_carl.get(url("client", link))
    statements = [query["sql"] for query in queries]
    look = next(n for n, sql in enumerate(statements) if sql.startswith('INSERT INTO "clinic_look"'))
    agreed = next(n for n, sql in enumerate(statements) if 'FROM "clinic_sharing"' in sql)
    read = [n for n, sql in enumerate(statements) if re.search('FROM "(courses_|quizzes_|journal_)', sql)]
    assert agreed < look < min(read)
    assert not transaction.get_connection().needs_rollback


def test_what_is_folded_says_in_sight_what_is_in_it_and_what_is_shared(link, ada, as_carl):
    """For five minutes before a session: what changed and was answered first, and nothing shared out of sight."""
    life = live(ada)
    checked_in(ada)
    marked(life, link)
    for at in range(4):
        mark_entry(entry=written(ada, "writing", title=f"Page {at}", text="words"), links=[link])
    row = assign(link=link, target="module", target_key="course-1-module-2", note="A quiet message")
    decline_assignment(assignment=row)
    page = as_carl.get(url("client", link)).content.decode()
    folded = re.findall(r"<details[^>]*>.*?</details>", page, re.DOTALL)
    in_sight = re.sub(r"<details[^>]*>\s*(<summary>.*?</summary>).*?</details>", r"\1", page, flags=re.DOTALL)
    for words in ("Not for now", "Page 3", "2 pages marked before", "1 module, opened or suggested", QUIZ):
        assert words in in_sight, words
    for label in ("Lessons opened and finished", "Results of questionnaires", "How check-ins go over time"):
        assert f"{label}" in in_sight, label
    assert "A quiet message" not in in_sight
    assert all("<summary>" in one for one in folded)
    places = [
        page.index(f'id="{one}"') for one in ("h-session", "h-since", "suggested", "h-results", "h-pages")
    ]
    assert places == sorted(places)
