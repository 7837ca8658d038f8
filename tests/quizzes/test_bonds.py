"""What stands beside a result: other bonds, earlier times, doubts; and scales that are no map."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from library.grammar.trees import AnchorTree, ItemTree, LicenceTree, PermissionTree, SubscaleTree
from quizzes.models import QuizVersion, Result
from quizzes.rules import places, quality
from quizzes.rules.plane import CIRCLE, OUTLINES
from quizzes.rules.reading import read
from quizzes.rules.scoring import Score, key_of
from quizzes.services.results import show
from tests.quizzes.builders import published, scale
from tests.quizzes.test_scale_pages import every, place, taken, text

pytestmark = pytest.mark.django_db
OWN = LicenceTree(holder="Alder", state="own", citation="Own words.")


@pytest.fixture
def quiz():
    return published(scale())


def check_in():
    """Two answers from 0 to 10, with words at the ends only."""
    return scale(
        key="check-in",
        title="Two questions about today",
        min=0,
        max=10,
        anchors=(AnchorTree(value=0, label="Not at all"), AnchorTree(value=10, label="Completely")),
        items=(ItemTree(id="near", text="I felt near to somebody."), ItemTree(id="free", text="I had room.")),
        subscales=(
            SubscaleTree(key="near", title="Nearness", items=("near",)),
            SubscaleTree(key="free", title="Room for myself", items=("free",)),
        ),
        reverse=(),
        per_relationship=False,
    )


def three_scales():
    """Three subscales, one of which has the name of one of the map's."""
    keys = ("ease", "trust", "anxiety")
    permission = PermissionTree(given_by="S.", given_on=date(2026, 1, 5), for_what="this site")
    return scale(
        key="three",
        title="Ease, trust and worry",
        min=1,
        max=5,
        anchors=tuple(AnchorTree(value=n, label=f"Words {n}") for n in range(1, 6)),
        items=tuple(ItemTree(id=f"{key}{n}", text=f"{key} {n}") for key in keys for n in range(1, 7)),
        subscales=tuple(
            SubscaleTree(key=key, title=f"About {key}", items=tuple(f"{key}{n}" for n in range(1, 7)))
            for key in keys
        ),
        reverse=("ease2",),
        licence=LicenceTree(holder="S.", state="permitted", citation="S. (1990).", permission=permission),
    )


# several relationships


def test_the_latest_result_about_each_bond_stands_on_one_map_with_a_shape_and_a_name(as_ada, ada, quiz):
    taken(ada, quiz, place(worry=2, distance=2), about="partner")
    partner = taken(ada, quiz, place(worry=6, distance=2), about="partner")
    taken(ada, quiz, place(worry=2, distance=6), about="friend")
    result = taken(ada, quiz, place(worry=4, distance=4))
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    section = page[page.index('id="h-bonds"') : page.index('id="h-means"')]
    drawing, table = section.split("<table")
    assert len(set(re.findall(r'<path class="pl-mark[^"]*" transform="[^"]*" d="([^"]*)"', drawing))) == 3
    for words in ("A partner: 6.0, 2.0.", "A friend: 2.0, 6.0.", "People close to me, in general: 4.0, 4.0."):
        assert words in drawing
    assert table.count('<th scope="row">') == 3
    assert f"/q/r/{partner.key}/" in table
    assert "A difference of less than about 1.4 can easily be chance; that size is assumed" in table


def test_with_one_bond_there_is_nothing_to_stand_beside(as_ada, ada, quiz):
    taken(ada, quiz, place(worry=2, distance=2))
    result = taken(ada, quiz, place(worry=4, distance=4))
    assert "h-bonds" not in text(as_ada.get(f"/q/r/{result.key}/"))


def test_a_bond_without_a_place_is_in_the_table_and_not_on_the_map(as_ada, ada, quiz):
    taken(ada, quiz, {"w1": "4"}, about="friend")
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, every(4)).key}/"))
    section = page[page.index('id="h-bonds"') : page.index('id="h-means"')]
    assert section.count("transform=") == 1
    assert section.count('<td class="num">not scored</td>') == 2


def test_shapes_differ_without_colour() -> None:
    assert len(set(OUTLINES.values())) == len(OUTLINES) == 5
    assert OUTLINES["general"] == CIRCLE


def test_results_on_other_words_or_of_other_people_stand_beside_nothing(as_ada, ada, mallory, quiz):
    taken(ada, quiz, every(2), about="friend")
    taken(mallory, quiz, every(6), about="partner")
    newer = published(scale(version=2, instructions="Think of last week."))
    assert show(result=taken(ada, newer, every(4))).bonds == ()


def test_a_mended_summary_cuts_off_nothing(ada, quiz):
    before = taken(ada, quiz, every(2))
    mended = published(scale(summary="Now with a summary."))
    assert QuizVersion.objects.filter(quiz=mended).count() == 2
    assert list(show(result=taken(ada, mended, every(4))).earlier) == [before]


# over time


def test_three_earlier_times_are_drawn_and_dated_and_an_earlier_page_knows_nothing_of_later_ones(
    as_ada, ada, quiz
):
    results = [taken(ada, quiz, place(worry=worry, distance=3)) for worry in (7, 6, 5, 4, 3)]
    page = text(as_ada.get(f"/q/r/{results[-1].key}/"))
    assert page.count('class="pl-then"') == 3 + 1  # and one in the legend
    assert page.count('class="pl-move"') == 1
    first = text(as_ada.get(f"/q/r/{results[0].key}/"))
    assert "pl-then" not in first
    assert "Since" not in first[first.index("<main") :]


@pytest.mark.parametrize(("before", "after"), [(2, 6), (6, 2)])
def test_a_real_change_is_said_in_the_same_words_both_ways(as_ada, ada, quiz, before, after):
    taken(ada, quiz, place(worry=before, distance=3))
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, place(worry=after, distance=3)).key}/"))
    note = page[page.index("then, ") - 60 : page.index("Less than about")]
    assert f"{before}.0 then, {after}.0 now. Probably a real change. It does not say why." in note
    assert not re.search(r"better|worse|improve|progress|higher|lower|course|thanks to", note, re.IGNORECASE)


# doubts


def test_the_same_answer_throughout_is_said_beside_the_score_and_changes_nothing(as_ada, ada, quiz):
    straight, mixed = taken(ada, quiz, every(6)), taken(ada, quiz, place(worry=6, distance=6), about="friend")
    assert "You gave the same answer to every statement" in text(as_ada.get(f"/q/r/{straight.key}/"))
    assert "You gave the same answer" not in text(as_ada.get(f"/q/r/{mixed.key}/"))
    assert straight.scores["anxiety"]["value"] == pytest.approx((6 * 6 + 2 * 3) / 9)


def test_a_line_needs_enough_answers_and_statements_that_ask_the_opposite() -> None:
    key = key_of(scale())
    worry = {f"w{n}": 5 for n in range(1, 10)}
    assert quality.is_straight_line(key, worry)
    assert quality.is_straight_line(key, worry | {"d1": "skip"})
    assert not quality.is_straight_line(key, worry | {"w1": 4})
    assert not quality.is_straight_line(key, {f"w{n}": 5 for n in (1, 2, 4, 6, 7, 9)})
    assert not quality.is_straight_line(key, {"w1": 5, "w3": 5})


def test_a_repeat_within_a_day_is_said_kindly_and_the_next_day_it_is_not(as_ada, ada, quiz, time_machine):
    time_machine.move_to("2026-04-01 09:00 +0000", tick=False)
    taken(ada, quiz, place(worry=3, distance=3))
    taken(ada, quiz, place(worry=3, distance=3), about="friend")
    time_machine.move_to("2026-04-02 08:59 +0000", tick=False)
    soon = taken(ada, quiz, place(worry=3, distance=4))
    time_machine.move_to("2026-04-03 09:00 +0000", tick=False)
    later = taken(ada, quiz, place(worry=3, distance=4))
    assert (show(result=soon).is_soon_after, show(result=later).is_soon_after) == (True, False)
    assert "less than a day before" in text(as_ada.get(f"/q/r/{soon.key}/"))


def test_a_day_is_24_hours() -> None:
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert quality.is_soon_after(noon + timedelta(hours=23, minutes=59), noon)
    assert not quality.is_soon_after(noon + timedelta(hours=24), noon)


# scales that are no map


def test_a_check_in_has_its_bars_and_numbers_and_no_map(as_ada, ada):
    quiz = published(check_in())
    result = taken(ada, quiz, {"near": "7", "free": "3"})
    page = text(as_ada.get(f"/q/r/{result.key}/"))
    assert '<h1 class="r-head">Two questions about today</h1>' in page
    assert page.count('class="sc-track"') == 2
    assert "7.0 on a scale from 0 to 10" in page
    assert "Scale, 0 to 10" in page
    assert "about 1.9 either side" in page
    for words in ("plane-t", "h-means", "h-next", "These days", "attachment anxiety", "style words"):
        assert words not in page


def test_every_point_of_a_long_scale_can_be_chosen(as_ada, ada):
    quiz = published(check_in())
    page = text(as_ada.post(f"/q/{quiz.number}/begin/", {"agree": "on"}, follow=True))
    assert page.count('type="radio"') == 2 * 12
    assert 'value="5" aria-label="5"' in page
    assert 'value="10" aria-label="10, completely"' in page


def test_three_subscales_make_no_map_though_one_is_called_as_one_of_its_sides(as_ada, ada):
    quiz = published(three_scales())
    answers = {f"{key}{n}": "4" for key in ("ease", "anxiety") for n in range(1, 7)}
    page = text(as_ada.get(f"/q/r/{taken(ada, quiz, answers).key}/"))
    assert "About trust: not scored. You answered 0 of 6, and a score needs 5." in page
    assert page.count('class="sc-track"') == 2
    assert "used with permission: S. (1990)." in page
    for words in ("plane-t", "These days", "about distance there are too few", "statements are our own"):
        assert words not in page


def test_too_few_answers_to_a_scale_that_is_no_map_make_no_result() -> None:
    none = {key: Score(None, 0, 6, False) for key in ("ease", "trust", "anxiety")}
    reading = read(three_scales(), none)
    assert not reading.is_scored
    assert reading.sentence


def test_the_assumption_is_as_wide_as_the_scale() -> None:
    assert places.error_of(check_in(), "near").likely == pytest.approx(1.91, abs=0.01)
    assert places.error_of(scale(), "anxiety").likely == pytest.approx(1.14, abs=0.01)


# the list, and what it all costs


def test_the_list_is_by_quiz_and_bond_with_the_latest_in_words(as_ada, ada, quiz):
    other = published(check_in(), scale())
    taken(ada, other, {"near": "7", "free": "3"})
    for worry in (2, 3, 4, 5, 6):
        taken(ada, quiz, place(worry=worry, distance=2))
    taken(ada, quiz, place(worry=6, distance=6), about="friend")
    page = text(as_ada.get("/q/"))
    assert page.count("/q/r/") == 7
    assert "Nearness: 7.0" in page
    assert "Earlier: 4" in page
    assert "These days you want closeness and are wary of it, and both are strong." in page
    assert page.count('<h2 id="h-quiz-') == 2


def test_a_result_costs_six_queries_alone_and_beside_many(as_ada, ada, quiz, django_assert_max_num_queries):
    result = taken(ada, quiz, every(4))
    as_ada.get(f"/q/r/{result.key}/")
    with django_assert_max_num_queries(6):
        as_ada.get(f"/q/r/{result.key}/")
    for about in ("general", "partner", "friend", "parent", "other"):
        for value in (2, 3, 5, 6):
            taken(ada, quiz, every(value), about=about)
    newest = Result.objects.newest_first().filter(sitting__about="general")[0]
    with django_assert_max_num_queries(6):
        as_ada.get(f"/q/r/{newest.key}/")
