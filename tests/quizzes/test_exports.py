"""Results as files: as on the page, in the same order, for their owner only, under a name that says nothing."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle

from accounts.models import AuditEntry, User
from common.errors import RuleBroken
from library.grammar.trees import AnchorTree, ItemTree, LicenceTree, PermissionTree, SubscaleTree
from quizzes.access import get_result
from quizzes.models import Quiz, Result
from quizzes.rules import rows
from quizzes.services import save_page, start_sitting, submit
from quizzes.services.exporting import export_result, export_results
from tests.pdfs import Printed, read
from tests.quizzes.builders import published, scale
from tests.quizzes.test_exports_fhir import rescored, resources
from tests.quizzes.test_scale_pages import DISTANCE, every, place, taken

pytestmark = pytest.mark.django_db
TYPES = ["pdf", "csv", "fhir"]


@pytest.fixture
def quiz() -> Quiz:
    return published(scale())


def check_in() -> Quiz:
    """Two questions from nought to ten, without a map."""
    return published(
        scale(
            key="today",
            min=0,
            max=10,
            anchors=(AnchorTree(value=0, label="Far"), AnchorTree(value=10, label="Near")),
            items=(ItemTree(id="near", text="How near?"), ItemTree(id="room", text="How much room?")),
            subscales=(
                SubscaleTree(key="nearness", title="Feeling near", items=("near",)),
                SubscaleTree(key="room", title="Wanting room", items=("room",)),
            ),
            reverse=(),
            per_relationship=False,
        )
    )


def file_of(result: Result, file_type: str) -> bytes:
    owner = result.sitting.learner
    found = get_result(owner, result.key)
    return export_result(learner=owner, result=found, file_type=file_type, now=timezone.now()).content


def paper(result: Result) -> Printed:
    return read(file_of(result, "pdf"))


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def bundle(result: Result) -> dict[str, Any]:
    return json.loads(file_of(result, "fhir"))


def in_order(text: str, words: list[str]) -> bool:
    places = [text.index(one) for one in words]
    return places == sorted(places)


# Doors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file_type", "ending", "content_type"),
    [
        ("pdf", "pdf", "application/pdf"),
        ("csv", "csv", "text/csv; charset=utf-8"),
        ("fhir", "json", "application/fhir+json"),
    ],
)
def test_a_file_has_a_neutral_name_is_kept_nowhere_and_stands_in_the_record(
    as_ada: Client, ada: User, quiz, time_machine, file_type, ending, content_type
):
    time_machine.move_to("2026-11-22T12:00:00Z")
    result = taken(ada, quiz, every(4))
    answer = as_ada.post(f"/q/r/{result.key}/file/", {"type": file_type})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="notes-2026-11-22.{ending}"'
    assert "no-store" in answer.headers["Cache-Control"]
    kept = AuditEntry.objects.get(verb="result_exported")
    assert (kept.subject_key, kept.actor_key) == (ada.audit_key, ada.audit_key)
    assert (kept.object_kind, kept.object_key) == (file_type, "")


def test_the_file_of_all_results_is_one_of_these_too(as_ada: Client, ada: User, quiz, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    taken(ada, quiz, every(4))
    answer = as_ada.post("/q/file/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-2026-11-22.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.filter(verb="results_exported").count() == 1


@pytest.mark.parametrize("file_type", TYPES)
def test_a_stranger_finds_no_file_and_nothing_is_noted(as_mallory: Client, ada: User, quiz, file_type):
    result = taken(ada, quiz, every(4))
    assert as_mallory.post(f"/q/r/{result.key}/file/", {"type": file_type}).status_code == 404
    assert not AuditEntry.objects.filter(verb="result_exported").exists()


def test_a_strangers_table_holds_nothing_of_others(as_mallory: Client, ada: User, quiz):
    taken(ada, quiz, every(4))
    assert table(as_mallory.post("/q/file/").content) == []


def test_a_file_takes_a_press(as_ada: Client, ada: User, quiz):
    result = taken(ada, quiz, every(4))
    assert as_ada.get(f"/q/r/{result.key}/file/").status_code == 405
    assert as_ada.get("/q/file/").status_code == 405


@pytest.mark.parametrize("file_type", ["", "exe", "json"])
def test_another_kind_of_file_is_refused(as_ada: Client, ada: User, quiz, file_type):
    result = taken(ada, quiz, every(4))
    assert as_ada.post(f"/q/r/{result.key}/file/", {"type": file_type})["Location"] == f"/q/r/{result.key}/"
    with pytest.raises(RuleBroken):
        file_of(result, file_type)
    assert not AuditEntry.objects.filter(verb="result_exported").exists()


def test_the_pages_offer_the_files_and_say_what_each_is_for(as_ada: Client, ada: User, quiz):
    result = taken(ada, quiz, every(4))
    page = as_ada.get(f"/q/r/{result.key}/").content.decode()
    for words in (
        "To read or print",
        "For a spreadsheet",
        "For a clinic’s system",
        "This file will stay on this device.",
    ):
        assert words in page
    assert 'action="/q/file/"' in as_ada.get("/q/").content.decode()


def test_a_file_costs_the_same_with_one_result_and_with_many(ada: User, quiz):
    costs: dict[str, list[int]] = {"all": [], **{name: [] for name in TYPES}}
    for abouts in (["general", "partner"], ["friend", "parent", "other", "general", "general"]):
        for about in abouts:
            found = taken(ada, quiz, every(4), about=about)
        for name in TYPES:
            with CaptureQueriesContext(connection) as queries:
                export_result(
                    learner=ada, result=get_result(ada, found.key), file_type=name, now=timezone.now()
                )
            costs[name].append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            export_results(learner=ada, now=timezone.now())
        costs["all"].append(len(queries))
    assert all(few == many for few, many in costs.values()), costs


# On paper -----------------------------------------------------------------------------------------------------------


def test_a_paper_is_tagged_in_a_language_under_a_title_that_says_nothing(ada: User, quiz):
    document = paper(taken(ada, quiz, place(worry=6, distance=2)))
    assert document.is_accessible
    assert (document.title, document.author, document.language) == ("Notes", "", "en-GB")


def test_a_paper_is_read_in_the_order_of_the_page(ada: User, quiz):
    taken(ada, quiz, place(worry=2, distance=2))
    taken(ada, quiz, place(worry=6, distance=6), about="friend")
    document = paper(taken(ada, quiz, place(worry=6, distance=2)))
    assert in_order(
        document.text,
        [
            "These days worry about being left is often near",
            "It is not a diagnosis or a fixed type",
            "Your place on the map",
            "How sure is this?",
            "Each scale by itself",
            "Above the middle.",
            "Probably a real change",
            "Beside your other answers",
            "What this can look like",
            "You might notice",
            "Strengths that often come with it",
            "A good next step",
            "The numbers",
            "4.9 to 7.0",
            "What this can’t tell you",
            "Nobody is watching this account in real time.",
        ],
    )
    headings = [tag for tag in document.tags if re.fullmatch(r"H\d", tag)]
    assert headings[:2] == ["H1", "H2"]
    assert headings.count("H1") == 1
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in pairwise(headings))
    assert {"Figure", "Table", "THead", "TH", "TD", "L", "LI"} <= set(document.tags)


def test_every_drawing_is_told_in_words(ada: User, quiz):
    taken(ada, quiz, place(worry=2, distance=2))
    taken(ada, quiz, place(worry=6, distance=6), about="friend")
    document = paper(taken(ada, quiz, place(worry=6, distance=2)))
    a_map, worry, distance, bonds = document.alternatives
    assert document.tags.count("Figure") == len(document.alternatives) == 4
    assert "Worry about being left: Above the middle." in a_map
    assert "Hollow circles mark earlier results" in a_map
    assert worry == "6.0 on a scale from 1 to 7, likely between 4.9 and 7.0 (assumed)"
    assert distance.startswith("2.0 on a scale")
    assert "A friend: 6.0, 6.0." in bonds


def test_a_paper_says_what_its_page_says(as_ada: Client, ada: User, quiz):
    """Every sentence and every cell of the page stands on the paper, but for what only a page can do."""
    taken(ada, quiz, place(worry=2, distance=2))
    taken(ada, quiz, place(worry=6, distance=6), about="friend")
    for worry, distance in ((6, 2), (6, 6), (4, 4), (1, 7)):
        result = taken(ada, quiz, place(worry=worry, distance=distance))
        printed = plain(re.sub(r"\d / \d", "", paper(result).text))  # but for the numbers of its pages
        page = as_ada.get(f"/q/r/{result.key}/").content.decode()
        missing = [words for words in words_of(page) if plain(words) not in printed]
        assert not missing


def words_of(page: str) -> list[str]:
    """Headings, sentences and cells of what may be printed, from the parsed page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    main = tree.find(".//main")
    for parent in list(main.iter()):
        for child in list(parent):
            hidden = child.get("aria-hidden") == "true" or "no-print" in child.get("class", "")
            if hidden or child.tag in ("svg", "form", "button", "a") or "btn-row" in child.get("class", ""):
                parent.remove(child) if not child.tail else child.clear()
    found = [
        " ".join("".join(one.itertext()).split())
        for one in main.iter()
        if one.tag in ("h1", "h2", "h3", "p", "li", "td", "th")
    ]
    sentences = [part for words in found for part in re.split(r"(?<=[.:?]) ", unescape(words))]
    return [one for one in sentences if one]


def plain(words: str) -> str:
    return re.sub(r"[^\w%.]+", "", words)


def test_a_missing_dimension_has_no_map_and_no_number_on_paper(ada: User, quiz):
    document = paper(taken(ada, quiz, dict.fromkeys(DISTANCE, "6") | {"w1": "7"}))
    assert "Worry about being left: not scored. You answered 1 of 9, and a score needs 8." in document.text
    assert "Your place on the map" not in document.text
    assert len(document.alternatives) == 1
    assert "7.0" not in document.text
    assert document.is_accessible


def test_too_few_answers_make_no_score_on_paper(ada: User, quiz):
    document = paper(taken(ada, quiz, {"w1": "7"}))
    assert "There are not enough answers for a result yet" in document.text
    assert "The numbers" not in document.text
    assert document.alternatives == ()
    assert document.is_accessible


def test_a_check_in_has_bars_and_numbers_and_no_map_on_paper(ada: User):
    document = paper(taken(ada, check_in(), {"near": "10", "room": "0"}))
    assert document.is_accessible
    assert in_order(
        document.text, ["Where are you with closeness?", "Feeling near", "Wanting room", "The numbers"]
    )
    assert "Your place on the map" not in document.text
    assert "You might notice" not in document.text
    assert len(document.alternatives) == 2


def test_a_paper_about_one_person_is_about_ones_own_feeling(ada: User, quiz):
    text = paper(taken(ada, quiz, every(4), about="parent")).text
    assert "This is how you feel with them, not what they are like." in text


def test_ends_and_corners_fit_on_paper(ada: User, quiz):
    for worry, distance in ((1, 1), (1, 7), (7, 1), (7, 7), (4, 4)):
        assert paper(taken(ada, quiz, place(worry=worry, distance=distance))).is_accessible


# For a spreadsheet --------------------------------------------------------------------------------------------------


def test_the_table_of_all_results_has_a_row_for_each_score(ada: User, mallory: User, quiz, time_machine):
    time_machine.move_to("2026-11-20T09:05:00Z", tick=False)
    first = taken(ada, quiz, place(worry=6, distance=2))
    taken(mallory, quiz, every(4))
    time_machine.move_to("2026-11-21T09:05:00Z", tick=False)
    taken(ada, quiz, dict.fromkeys(DISTANCE[:8], "6") | {"w1": "7"}, about="partner")
    found = table(export_results(learner=ada, now=timezone.now()).content)
    assert [(row["subscale"], row["score"], row["about"]) for row in found] == [
        ("anxiety", "6.0", "general"),
        ("avoidance", "2.0", "general"),
        ("anxiety", "", "partner"),
        ("avoidance", "4.5", "partner"),
    ]
    assert tuple(found[0]) == rows.SCORES
    assert found[0] == found[0] | {
        "result": str(first.key),
        "answered_at": "2026-11-20T09:05:00+00:00",
        "scored_at": "2026-11-20T09:05:00+00:00",
        "scale": "closeness",
        "scale_version": "1",
        "text_hash": first.text_hash,
        "scorer_version": first.scorer_version,
        "lowest": "1",
        "highest": "7",
        "n_answered": "9",
        "n_items": "9",
        "is_prorated": "false",
    }
    assert (found[3]["n_answered"], found[3]["is_prorated"]) == ("8", "true")


def test_the_table_of_one_result_has_a_row_for_each_statement(ada: User, quiz):
    result = taken(ada, quiz, {"w1": "6", "d1": "skip", "w3": "2"} | dict.fromkeys(DISTANCE[1:], "5"))
    found = {row["item"]: row for row in table(file_of(result, "csv"))}
    assert tuple(found["w1"]) == rows.ANSWERS
    assert list(found) == [item.id for item in scale().items]
    assert [found["w1"][name] for name in ("text", "state", "answer", "answer_words", "is_reversed")] == [
        "Statement w1.", "answered", "6", "Words for 6", "false",
    ]  # fmt: skip
    assert [found["d1"][name] for name in ("state", "answer", "answer_words")] == ["skipped", "", ""]
    assert [found["w2"][name] for name in ("state", "answer")] == ["open", ""]
    assert [found["w3"][name] for name in ("answer", "is_reversed", "subscale")] == ["2", "true", "anxiety"]


def test_words_of_a_scale_that_look_like_a_formula_stay_words(ada: User):
    items = (ItemTree(id="w1", text='=HYPERLINK("http://evil.example")'), *scale().items[1:])
    quiz = published(scale(items=items))
    first = table(file_of(taken(ada, quiz, every(4)), "csv"))[0]
    assert first["text"] == '\'=HYPERLINK("http://evil.example")'


# For a clinic's system ----------------------------------------------------------------------------------------------


def test_a_bundle_of_a_real_sheet_is_valid_and_scored_alike_by_another_engine(ada: User, quiz, settings):
    settings.FHIR_URL = "https://alder.example"
    answers = (
        {f"w{n}": str(n % 7 + 1) for n in range(1, 10)} | {"d1": "skip"} | dict.fromkeys(DISTANCE[1:], "5")
    )
    result = taken(ada, quiz, answers, about="friend")
    made = bundle(result)
    Bundle.model_validate(made)
    form, response, *observations = resources(made)
    assert form["url"] == "https://alder.example/fhir/Questionnaire/closeness"
    assert form["identifier"][0]["value"] == result.text_hash
    assert "d1" not in {item["linkId"] for item in response["item"]}
    for name, value in rescored(form, response).items():
        assert value == pytest.approx(result.scores[name]["value"], abs=1e-6)
    assert [one["valueQuantity"]["value"] for one in observations] == [
        result.scores[name]["value"] for name in ("anxiety", "avoidance")
    ]


def test_too_few_answers_make_no_score_in_a_bundle(ada: User, quiz):
    _form, response, *observations = resources(bundle(taken(ada, quiz, {"w1": "7"})))
    assert all("dataAbsentReason" in one and "valueQuantity" not in one for one in observations)
    assert "sheet.scores" not in {item["linkId"] for item in response["item"]}


@pytest.mark.parametrize("file_type", ["csv", "fhir"])
def test_no_file_names_its_owner(ada: User, quiz, file_type):
    told = file_of(taken(ada, quiz, every(4)), file_type).decode()
    for word in (ada.email, ada.greeting_name, "ada@", str(ada.audit_key), str(ada.key)):
        assert word not in told


# Words of others ----------------------------------------------------------------------------------------------------


def lent(**more: Any) -> LicenceTree:
    permission = PermissionTree(given_by="Them", given_on=timezone.localdate(), for_what="This site.", **more)
    return LicenceTree(holder="They", state="permitted", citation="A paper.", permission=permission)


@pytest.mark.parametrize("file_type", ["csv", "fhir"])
@pytest.mark.parametrize("may_leave", [True, False])
def test_words_of_others_leave_only_with_their_permission(ada: User, file_type, may_leave):
    quiz = published(scale(licence=lent(words_may_leave=may_leave)))
    told = file_of(taken(ada, quiz, every(4)), file_type).decode()
    assert ("Statement w1." in told, "Words for 4" in told) == (may_leave, may_leave)


@pytest.mark.parametrize("file_type", ["csv", "fhir"])
def test_words_stay_here_once_their_permission_is_over(ada: User, file_type):
    quiz = published(scale(licence=lent(words_may_leave=True)))
    result = taken(ada, quiz, every(4))
    Quiz.objects.filter(pk=quiz.pk).update(licence_state=Quiz.Licence.EXPIRED)
    told = file_of(result, file_type).decode()
    assert "Statement" not in told.replace("Statements", "")
    assert result.text_hash in told


def test_answers_of_long_ago_are_told_with_the_time_they_were_given(ada: User, quiz):
    result = taken(ada, quiz, every(4))
    answered = timezone.now() - timedelta(days=400)
    type(result.sitting).objects.filter(pk=result.sitting.pk).update(submitted_at=answered)
    _form, response, *observations = resources(bundle(result))
    assert response["authored"].startswith(answered.date().isoformat())
    assert observations[0]["issued"] > observations[0]["effectiveDateTime"]


def test_a_sheet_scored_anew_is_in_the_table_as_often_as_it_was_scored(ada: User, quiz):
    sitting = start_sitting(learner=ada, quiz=quiz)
    save_page(sitting=sitting, values={name: [value] for name, value in every(4).items()})
    result = submit(sitting=sitting)
    Result.objects.create(
        sitting=sitting,
        scorer_version="2",
        text_hash=result.text_hash,
        scores=result.scores,
        scored_at=timezone.now(),
    )
    found = table(export_results(learner=ada, now=timezone.now()).content)
    assert [row["scorer_version"] for row in found] == ["1", "1", "2", "2"]
