"""Taking the quiz without a script: the choice to begin, pages, a look over, the result, letting go of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Consent
from quizzes.models import Answer, Result, Sitting
from quizzes.services import agree, save_page, start_sitting, submit
from tests.quizzes.builders import published, scale

pytestmark = pytest.mark.django_db
WORRY, DISTANCE = [f"w{n}" for n in range(1, 10)], [f"d{n}" for n in range(1, 10)]


@pytest.fixture
def quiz():
    return published(scale())


AGREED = {"agree": "on"}


@pytest.fixture
def sheet(ada, quiz) -> Sitting:
    agree(learner=ada, version="1", text="Keep them.")
    return start_sitting(learner=ada, quiz=quiz)


def taken(learner, quiz, answers: dict[str, str], about="general") -> Result:
    sitting = start_sitting(learner=learner, quiz=quiz, about=about)
    save_page(sitting=sitting, values={name: [value] for name, value in answers.items()})
    return submit(sitting=sitting)


def every(value: int) -> dict[str, str]:
    return {name: str(value) for name in [*WORRY, *DISTANCE]}


def place(*, worry: int, distance: int) -> dict[str, str]:
    """A sheet whose scores are exactly these."""
    turned = {"w3", "w5", "w8", "d2", "d5", "d7"}
    wanted = dict.fromkeys(WORRY, worry) | dict.fromkeys(DISTANCE, distance)
    return {name: str(8 - value if name in turned else value) for name, value in wanted.items()}


def text(answer) -> str:
    return answer.content.decode()


def test_the_start_says_what_it_is_and_is_not_before_anything_is_asked(as_ada, quiz):
    page = text(as_ada.get(f"/q/{quiz.number}/"))
    for words in (
        "18 statements",
        "about 6 minutes",
        "skip any statement",
        "Only you",
        "not a diagnosis",
        "four weeks",
    ):
        assert words in page
    assert not Sitting.objects.exists()


def test_somebody_without_an_account_may_read_the_start_and_is_asked_to_make_one(quiz):
    page = text(Client().get(f"/q/{quiz.number}/"))
    assert "Attachment-style quiz" in page
    assert "Make an account" in page
    assert Client().post(f"/q/{quiz.number}/begin/", {"about": "general"}).status_code == 302
    assert not Sitting.objects.exists()


def test_beginning_in_general_opens_the_first_page(as_ada, quiz):
    answer = as_ada.post(f"/q/{quiz.number}/begin/", {"about": "general", **AGREED}, follow=True)
    sitting = Sitting.objects.get()
    assert answer.redirect_chain[-1][0] == f"/q/s/{sitting.key}/1/"
    page = text(answer)
    assert "<title>Questions, page 1 of 3" in page
    assert page.count("<fieldset") == 6
    assert page.count('value="skip"') == 6
    assert "Statement 1 of 18" in page


def test_beginning_needs_a_choice(as_ada, quiz):
    assert as_ada.post(f"/q/{quiz.number}/begin/", AGREED).status_code == 422
    assert as_ada.post(f"/q/{quiz.number}/begin/", {"about": "boss", **AGREED}).status_code == 422


def test_answers_are_kept_only_after_a_yes_that_is_asked_once(as_ada, quiz):
    refused = as_ada.post(f"/q/{quiz.number}/begin/", {"about": "general"})
    assert refused.status_code == 422
    assert "Tick the box to begin" in text(refused)
    assert not Sitting.objects.exists()
    as_ada.post(f"/q/{quiz.number}/begin/", {"about": "general", **AGREED})
    assert 'name="agree"' not in text(as_ada.get(f"/q/{quiz.number}/"))
    as_ada.post("/q/agreement/end/")
    assert 'name="agree"' in text(as_ada.get(f"/q/{quiz.number}/"))
    assert Sitting.objects.exists()


def test_a_yes_taken_back_ends_the_keeping_on_sheets_begun_before(as_ada, ada, sheet, quiz):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "3"})
    as_ada.post("/q/agreement/end/")
    kept = as_ada.post(f"/q/s/{sheet.key}/save/", {"question": "w2", "value": "3", "sequence": "0"})
    assert (kept.status_code, "Agree again" in kept.json()["message"]) == (422, True)
    for address, data in ((f"/q/s/{sheet.key}/1/", {"w2": "3"}), (f"/q/s/{sheet.key}/submit/", {})):
        assert as_ada.post(address, data)["Location"] == f"/q/{quiz.number}/"
    assert [answer.question for answer in Answer.objects.all()] == ["w1"]
    assert not Result.objects.exists()
    as_ada.post(f"/q/{quiz.number}/begin/", {"about": "general", **AGREED})
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w2": "3"})
    assert Answer.objects.count() == 2


def test_a_yes_taken_back_copies_no_answers_to_a_fresh_sheet(as_ada, ada, quiz):
    result = taken(ada, quiz, every(4))
    assert as_ada.post(f"/q/r/{result.key}/more/")["Location"] == f"/q/{quiz.number}/"
    assert Sitting.objects.count() == 1


def test_a_yes_cannot_be_left_out_on_the_way_past_the_safety_question(as_ada, quiz):
    answer = as_ada.post(f"/q/{quiz.number}/begin/one/", {"about": "friend", "careful": "no"})
    assert answer["Location"] == f"/q/{quiz.number}/"
    assert not Sitting.objects.exists()


def test_questions_about_one_person_come_after_the_question_whether_that_is_safe(as_ada, quiz):
    page = text(as_ada.post(f"/q/{quiz.number}/begin/", {"about": "partner", **AGREED}))
    assert "Are you careful with this person because they hurt, threaten or control you?" in page
    assert not Sitting.objects.exists()


@pytest.mark.parametrize("careful", ["yes", "unsure"])
def test_yes_and_not_sure_open_the_safety_page_and_nothing_is_stored(as_ada, quiz, careful):
    session = dict(as_ada.session)
    said = {"about": "partner", "careful": careful, "agree": "True"}
    answer = as_ada.post(f"/q/{quiz.number}/begin/one/", said)
    assert answer["Location"] == "/help/safety/"
    assert not Sitting.objects.exists()
    assert not Consent.objects.exists()
    assert dict(as_ada.session) == session


def test_no_begins_a_sheet_about_that_bond(as_ada, quiz):
    as_ada.post(f"/q/{quiz.number}/begin/one/", {"about": "partner", "careful": "no", "agree": "True"})
    assert Sitting.objects.get().about == "partner"
    assert Consent.objects.standing().for_purpose("questionnaires").exists()


def test_the_safety_question_wants_an_answer(as_ada, quiz):
    answer = as_ada.post(f"/q/{quiz.number}/begin/one/", {"about": "partner"})
    assert answer.status_code == 422
    assert "Choose one of the three answers" in text(answer)


def test_a_page_is_kept_by_pressing_continue(as_ada, sheet):
    answer = as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "6", "d1": "skip", "go": "next"})
    assert answer["Location"] == f"/q/s/{sheet.key}/2/"
    assert {a.question: a.value for a in Answer.objects.all()} == {"w1": 6, "d1": "skip"}
    page = text(as_ada.get(f"/q/s/{sheet.key}/1/"))
    assert re.search(r'name="w1" value="6" aria-label="6, words for 6" checked', page)
    assert re.search(r'name="d1" value="skip" checked', page)
    assert 'name="seen" value="w1:1 d1:1 w2:0' in page


def test_stopping_keeps_everything_and_resuming_opens_the_first_page_with_something_open(as_ada, sheet):
    page_one = {name: "4" for pair in zip(WORRY, DISTANCE, strict=True) for name in pair if int(name[1]) <= 3}
    as_ada.post(f"/q/s/{sheet.key}/1/", {**page_one, "go": "next"})
    stopped = as_ada.post(f"/q/s/{sheet.key}/2/", {"w4": "2", "go": "stop"}, follow=True)
    assert "Your answers are kept" in text(stopped)
    assert f"/q/s/{sheet.key}/" in text(stopped)
    assert as_ada.get(f"/q/s/{sheet.key}/")["Location"] == f"/q/s/{sheet.key}/2/"
    assert Answer.objects.count() == 7


def test_back_keeps_the_page_too(as_ada, sheet):
    answer = as_ada.post(f"/q/s/{sheet.key}/2/", {"w4": "2", "go": "back"})
    assert answer["Location"] == f"/q/s/{sheet.key}/1/"
    assert Answer.objects.get().value == 2


def test_answers_that_belong_to_another_page_are_not_taken(as_ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w9": "2", "go": "next"})
    assert not Answer.objects.exists()


def test_made_up_values_are_refused(as_ada, sheet):
    assert as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "99"}).status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize("page", [0, 4, 99])
def test_there_are_three_pages(as_ada, sheet, page):
    assert as_ada.get(f"/q/s/{sheet.key}/{page}/").status_code == 404


def test_the_look_over_names_what_is_open(as_ada, sheet):
    save_page(sitting=sheet, values={name: ["4"] for name in [*WORRY, *DISTANCE] if name not in {"w9", "d9"}})
    page = text(as_ada.get(f"/q/s/{sheet.key}/review/"))
    assert "You left 2 open. Answer them, or skip them." in page
    assert f"/q/s/{sheet.key}/3/#question-w9" in page
    assert as_ada.get(f"/q/s/{sheet.key}/")["Location"] == f"/q/s/{sheet.key}/3/"


def test_when_nothing_is_open_resuming_leads_to_the_look_over(as_ada, sheet):
    save_page(sitting=sheet, values={name: ["skip"] for name in [*WORRY, *DISTANCE]})
    assert as_ada.get(f"/q/s/{sheet.key}/")["Location"] == f"/q/s/{sheet.key}/review/"


def test_handing_in_twice_leads_to_the_same_result(as_ada, sheet):
    save_page(sitting=sheet, values={name: ["4"] for name in [*WORRY, *DISTANCE]})
    first = as_ada.post(f"/q/s/{sheet.key}/submit/")
    second = as_ada.post(f"/q/s/{sheet.key}/submit/")
    assert first["Location"] == second["Location"] == f"/q/r/{Result.objects.get().key}/"
    for rest in ("", "1/", "review/"):
        assert as_ada.get(f"/q/s/{sheet.key}/{rest}")["Location"] == first["Location"]


def test_autosave_within_six_queries(as_ada, sheet, django_assert_max_num_queries):
    for value, sequence in (("5", "0"), ("6", "1")):
        with django_assert_max_num_queries(6):
            body = {"question": "w1", "value": value, "sequence": sequence}
            assert as_ada.post(f"/q/s/{sheet.key}/save/", body).status_code == 200
    stale = as_ada.post(f"/q/s/{sheet.key}/save/", {"question": "w1", "value": "2", "sequence": "1"})
    assert stale.status_code == 409
    assert (Answer.objects.get().value, Answer.objects.get().other) == (6, [2])


def test_the_result_says_a_place_and_how_sure_it_is(as_ada, ada, quiz):
    result = taken(ada, quiz, place(worry=6, distance=2))
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    assert "<title>Result " in page
    for words in (
        "These days worry about being left is often near, and turning to people comes easily",
        "This describes the last few months. It is not a diagnosis or a fixed type, and it can change.",
        "Not yet reviewed by a clinician",
        "Likely area, assumed",
        "28% changed corner",
        "6.0",
        "4.9 to 7.0",
        "1.0 to 3.1",
        "It cannot diagnose you and it is not treatment. Nobody is watching this account in real time.",
    ):
        assert words in page
    assert "style=" not in page
    assert page.count("<title id=") == 1
    order = [
        page.index(mark) for mark in ("<h1", "h-map", "Each scale", "h-means", "h-next", "h-table", "h-keep")
    ]
    assert order == sorted(order)


def test_what_one_might_notice_and_strengths_are_equally_many(as_ada, ada, quiz):
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, place(worry=6, distance=6)).key}/"))
    notices, strengths = (
        page[page.index(head) :].split("</ul>")[0].count("<li>")
        for head in ("You might notice", "Strengths that")
    )
    assert notices == strengths == 3


def test_a_missing_dimension_is_said_and_not_guessed(as_ada, ada, quiz):
    answers = dict.fromkeys(DISTANCE, "6") | {"w1": "7"}
    result = taken(ada, quiz, answers)
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    assert "Worry about being left: not scored. You answered 1 of 9" in page
    assert "about worry there are too few answers to say" in page
    assert "plane-t" not in page
    assert "<td>not scored</td>" in page


def test_too_few_answers_make_no_score_and_can_be_added_to(as_ada, ada, quiz):
    result = taken(ada, quiz, {"w1": "7"})
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    assert "There are not enough answers for a result yet" in page
    assert '<svg viewBox="0 0 400' not in page
    assert "This describes" not in page
    assert "data-print" not in page
    assert "Delete these answers" in page
    agree(learner=ada, version="1", text="Keep them.")
    answer = as_ada.post(f"/q/r/{result.key}/more/", follow=True)
    assert 'value="7" aria-label="7, words for 7" checked' in text(answer)


def test_earlier_results_on_the_same_words_and_bond_are_drawn(as_ada, ada, quiz):
    taken(ada, quiz, place(worry=2, distance=2))
    taken(ada, quiz, place(worry=6, distance=6), about="friend")
    result = taken(ada, quiz, place(worry=6, distance=2))
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    assert page.count('class="pl-then"') == 2  # one earlier dot, and its line in the legend
    assert "Worry about being left: 2.0 then, 6.0 now. Probably a real change. It does not say why." in page
    assert "Keeping distance: 2.0 then, 2.0 now. It can easily be chance." in page


def test_a_small_difference_is_called_chance(as_ada, ada, quiz):
    taken(ada, quiz, place(worry=3, distance=3))
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, place(worry=4, distance=3)).key}/"))
    assert "It can easily be chance" in page
    assert "Probably a real change" not in page


def test_a_result_about_one_person_is_about_ones_own_feeling(as_ada, ada, quiz):
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, every(4), about='parent').key}/"))
    assert "This is how you feel with them, not what they are like." in page


def test_deleting_asks_once_and_takes_the_answers_along(as_ada, ada, quiz):
    result = taken(ada, quiz, every(4))
    assert "Delete this result?" in text(as_ada.get(f"/q/r/{result.key}/delete/"))
    assert Result.objects.exists()
    assert as_ada.post(f"/q/r/{result.key}/delete/")["Location"] == "/q/"
    assert not Result.objects.exists()
    assert not Answer.objects.exists()
    assert not Sitting.objects.exists()


def test_the_list_costs_the_same_with_one_result_and_with_many(as_ada, ada, quiz, django_assert_num_queries):
    taken(ada, quiz, every(4))
    as_ada.get("/q/")
    with django_assert_num_queries(7):
        as_ada.get("/q/")
    for about in ("partner", "friend", "parent", "other"):
        taken(ada, quiz, every(4), about=about)
        start_sitting(learner=ada, quiz=quiz, about=about)
    with django_assert_num_queries(7):
        page = text(as_ada.get("/q/"))
    assert page.count("/q/r/") == 5
    assert "<title>Results " in page


def test_an_empty_list_says_what_would_be_here(as_ada):
    assert "No results yet" in text(as_ada.get("/q/"))


def test_a_recent_result_is_mentioned_at_the_start_and_an_old_one_is_not(as_ada, ada, quiz):
    result = taken(ada, quiz, every(4))
    assert "Leave about four weeks" in text(as_ada.get(f"/q/{quiz.number}/"))
    Result.objects.filter(pk=result.pk).update(scored_at=timezone.now() - timedelta(days=29))
    assert "Leave about four weeks" not in text(as_ada.get(f"/q/{quiz.number}/"))


@pytest.mark.parametrize("rest", ["", "1/", "review/"])
def test_a_stranger_gets_404_on_a_sheet(as_mallory, sheet, rest):
    assert as_mallory.get(f"/q/s/{sheet.key}/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["1/", "save/", "submit/"])
def test_a_stranger_can_write_nothing_on_a_sheet(as_mallory, sheet, rest):
    answer = as_mallory.post(
        f"/q/s/{sheet.key}/{rest}", {"question": "w1", "value": "3", "w1": "3", "sequence": "0"}
    )
    assert answer.status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize("rest", ["", "delete/", "more/"])
def test_a_stranger_gets_404_on_a_result(as_mallory, ada, quiz, rest):
    result = taken(ada, quiz, every(4))
    for ask in (as_mallory.get, as_mallory.post):
        assert ask(f"/q/r/{result.key}/{rest}").status_code in {404, 405}
    assert Sitting.objects.get() == result.sitting


def test_get_hands_nothing_in(as_ada, sheet):
    assert as_ada.get(f"/q/s/{sheet.key}/submit/").status_code == 405
    assert not Result.objects.exists()


def test_two_results_of_one_day_are_told_apart_by_their_time(as_ada, ada, quiz, time_machine):
    for moment in ("2026-11-20 09:05", "2026-11-20 21:40"):
        time_machine.move_to(f"{moment} +0000", tick=False)
        taken(ada, quiz, place(worry=3, distance=3))
    time_machine.move_to("2026-11-21 08:00 +0000", tick=False)
    page = text(as_ada.get("/q/"))
    assert "Friday 20 November 2026, 09:05" in page
    assert "Friday 20 November 2026, 21:40" in page


def test_the_scales_have_the_same_names_on_the_map_and_in_the_table(as_ada, ada, quiz):
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, place(worry=6, distance=2)).key}/"))
    for name in ("Worry about being left", "Keeping distance"):
        assert f"<b>{name}</b>" in page
        assert f'<th scope="row">{name}</th>' in page
