"""Whether the statements work: asked for, counted over those who said yes, kept as sums, and a wrong key is found."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent, User
from quizzes.models import Answer, Quiz, ScaleFigure, Sitting
from quizzes.rules.scoring import SKIP
from quizzes.services import (
    agree,
    agreements,
    delete_sitting,
    help_check,
    save_page,
    start_sitting,
    submit,
    take_back,
)
from quizzes.services import figures as counting
from quizzes.tasks import count_figures
from tests.people import signed_in
from tests.quizzes.builders import published, scale

pytestmark = pytest.mark.django_db
TURNED = set(scale().reverse)


def is_helping(person: User) -> bool:
    return agreements(learner=person).helps


def helped(person: User) -> None:
    help_check(learner=person, version="1", text="Add mine up.")


def sat(person: User, quiz: Quiz, values: dict[str, int | str], about: str = "general") -> Sitting:
    sheet = start_sitting(learner=person, quiz=quiz, about=about)
    save_page(sitting=sheet, values={item: [str(value)] for item, value in values.items()})
    submit(sitting=sheet)
    return sheet


def answers(random: Random) -> dict[str, int | str]:
    """One person's answers to the scale of the builders, as given: worry and distance each hang together."""
    found: dict[str, int | str] = {}
    for letter in "wd":
        trait = random.gauss(4, 1.2)
        for n in range(1, 10):
            keyed = min(7, max(1, round(trait + random.gauss(0, 1.3))))
            found[f"{letter}{n}"] = 8 - keyed if f"{letter}{n}" in TURNED else keyed
    return found


def crowd(quiz: Quiz, n: int, *, start: int = 0) -> None:
    """So many people who said yes, each with one sheet; written at once, as nobody has an hour for this."""
    random, now = Random(11), timezone.now()
    people = User.objects.bulk_create(User(email=f"p{start + i}@example.org") for i in range(n))
    Consent.objects.bulk_create(
        Consent(user=person, purpose=counting.HELP, text_version="1", text_hash="0", granted_at=now)
        for person in people
    )
    sheets = Sitting.objects.bulk_create(
        Sitting(learner=person, quiz=quiz, version=quiz.current, started_at=now, submitted_at=now)
        for person in people
    )
    Answer.objects.bulk_create(
        Answer(sitting=sheet, question=item, value=value, saved_at=now)
        for sheet in sheets
        for item, value in answers(random).items()
    )


def figures() -> dict[str, ScaleFigure]:
    counting.count(now=timezone.now())
    return {figure.subscale: figure for figure in ScaleFigure.objects.all()}


def test_only_sheets_handed_in_after_a_yes_that_stands_are_counted(ada, mallory, carl):
    quiz = published(scale())
    values = answers(Random(1))
    sat(ada, quiz, values, about="friend")
    for person in (ada, mallory, carl):
        helped(person)
    for person in (ada, mallory, carl):
        sat(person, quiz, values)
    assert figures()["anxiety"].n == 3
    counting.stop_helping(learner=mallory)
    delete_sitting(sitting=Sitting.objects.get(learner=carl))
    assert figures()["anxiety"].n == 1
    ada.delete()
    assert figures()["anxiety"].n == 0


def test_people_count_once_and_only_complete_subscales(ada):
    quiz = published(scale())
    helped(ada)
    sat(ada, quiz, answers(Random(1)) | {"w4": SKIP})
    sat(ada, quiz, answers(Random(2)), about="friend")
    found = figures()
    assert (found["anxiety"].n, found["avoidance"].n) == (0, 1)


def test_taking_back_that_answers_are_kept_ends_this_too(ada):
    agree(learner=ada, version="1", text="Keep them.")
    helped(ada)
    take_back(learner=ada)
    assert not is_helping(ada)


def test_below_200_people_only_their_number_is_kept(ada):
    quiz = published(scale())
    crowd(quiz, 199)
    found = figures()["anxiety"]
    assert (found.n, found.sums, found.alpha, found.item_rests) == (199, None, None, {})
    crowd(quiz, 1, start=199)
    found = figures()["anxiety"]
    assert found.n == 200
    assert 0.7 < found.alpha < 1
    assert len(found.sums["totals"]) == len(found.item_rests) == 9
    assert not found.is_doubtful


def test_a_wrong_key_is_found_told_and_logged_by_its_key_only(caplog, capsys, stella):
    quiz = published(scale(reverse=("w3", "w5", "d2", "d5", "d7")))  # w8 is not turned, and should be
    crowd(quiz, 200)
    with caplog.at_level("WARNING"):
        call_command("scale_figures")
    found = {figure.subscale: figure for figure in ScaleFigure.objects.all()}
    assert (found["anxiety"].is_doubtful, found["avoidance"].is_doubtful) == (True, False)
    assert min(found["anxiety"].item_rests.items(), key=lambda item: item[1])[0] == "w8"
    assert [doubt.split()[0] for doubt in found["anxiety"].doubts] == ["w8"]
    told = capsys.readouterr().out
    assert "Look again: w8 goes against the rest" in told
    assert str(found["anxiety"].key) in caplog.text
    assert not any(word in caplog.text for word in ("closeness", "anxiety", "w8", "alpha"))
    page = signed_in(stella).get(reverse("admin:quizzes_scalefigure_change", args=[found["anxiety"].pk]))
    assert "w8 goes against the rest" in page.content.decode()


def test_a_mended_title_does_not_part_the_sheets_of_one_version(ada, mallory):
    quiz = published(scale())
    for person in (ada, mallory):
        helped(person)
    sat(ada, quiz, answers(Random(1)))
    quiz = published(scale(title="A better title"))
    sat(mallory, quiz, answers(Random(2)))
    assert figures()["anxiety"].n == 2
    assert ScaleFigure.objects.count() == 2
    published(scale(version=2))
    figures()
    assert sorted(ScaleFigure.objects.values_list("subscale", "n")) == [
        ("anxiety", 0),
        ("anxiety", 2),
        ("avoidance", 0),
        ("avoidance", 2),
    ]


def test_it_is_counted_once_a_week_however_often_it_is_asked(ada, time_machine):
    published(scale())
    time_machine.move_to(datetime(2026, 11, 22, 3, tzinfo=timezone.get_default_timezone()), tick=False)
    assert count_figures() == 2
    assert count_figures() == 0
    time_machine.shift(timedelta(days=7, minutes=1))
    assert count_figures() == 2


def test_a_sheet_that_does_not_open_stops_nobody_elses(ada, mallory):
    quiz = published(scale())
    for person in (ada, mallory):
        helped(person)
        sat(person, quiz, answers(Random(3)))
    with connection.cursor() as cursor:
        pk = Answer.objects.filter(sitting__learner=ada, question="w1").values_list("pk", flat=True)[0]
        cursor.execute("UPDATE quizzes_answer SET value = %s WHERE id = %s", [b"broken", pk])
    found = figures()
    assert (found["anxiety"].n, found["avoidance"].n) == (1, 2)


def test_counting_asks_the_same_number_of_questions_for_one_person_and_for_many(
    django_assert_max_num_queries,
):
    quiz = published(scale())
    crowd(quiz, 1)
    with django_assert_max_num_queries(30) as few:
        counting.count(now=timezone.now())
    crowd(quiz, 30, start=1)
    with django_assert_max_num_queries(len(few.captured_queries)):
        counting.count(now=timezone.now())


def begin(client, quiz: Quiz, **data: str):
    return client.post(
        reverse("quizzes:begin", args=[quiz.number]), {"about": "general", "agree": "on"} | data
    )


def test_nobody_is_counted_unless_they_tick_the_box_and_unticking_takes_it_back(ada, as_ada):
    quiz = published(scale())
    page = as_ada.get(reverse("quizzes:scale", args=[quiz.number])).content.decode()
    box = page[page.index('name="helps"') : page.index('name="helps"') + 120]
    assert "checked" not in box
    begin(as_ada, quiz)
    assert not is_helping(ada)
    begin(as_ada, quiz, helps="on")
    assert is_helping(ada)
    page = as_ada.get(reverse("quizzes:scale", args=[quiz.number])).content.decode()
    assert "checked" in page[page.index('name="helps"') : page.index('name="helps"') + 120]
    begin(as_ada, quiz)
    assert not is_helping(ada)


def test_the_tick_survives_the_question_in_between(ada, as_ada):
    quiz = published(scale())
    page = begin(as_ada, quiz, about="friend", helps="on").content.decode()
    assert 'name="helps" value="True"' in page
    assert not is_helping(ada)
    data = {"about": "friend", "agree": "True", "helps": "True", "careful": "no"}
    as_ada.post(reverse("quizzes:begin_about_one", args=[quiz.number]), data)
    assert is_helping(ada)


def test_results_show_the_yes_and_end_it_with_one_press(ada, as_ada):
    published(scale())
    agree(learner=ada, version="1", text="Keep them.")
    helped(ada)
    assert "Stop adding mine up" in as_ada.get(reverse("quizzes:results")).content.decode()
    as_ada.post(reverse("quizzes:stop_helping"))
    assert not is_helping(ada)
    assert "Stop adding mine up" not in as_ada.get(reverse("quizzes:results")).content.decode()


def test_a_figure_points_at_no_person():
    assert User not in {field.related_model for field in ScaleFigure._meta.get_fields() if field.is_relation}
