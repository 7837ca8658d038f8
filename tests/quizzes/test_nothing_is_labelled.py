"""No label, region word or quadrant is ever stored: whole sittings through the product, then every table, opened."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Visit
from common.fields import SealedField
from quizzes.models import Quiz, Result, Sitting
from quizzes.rules import scoring, wording
from quizzes.services import score_again
from tests.people import signed_in
from tests.quizzes.builders import published, scale

pytestmark = pytest.mark.django_db

STYLES = (
    r"secur(?:e|ely)|insecure\w*|anxious\w*|ambivalent|avoidant\w*|preoccupied|dismissi(?:ng|ve)|fearful\w*|disorgani[sz]\w*"
    r"|quadrant|region|corner|cluster|attachment[ _-](?:style|type)"
)
# How the page speaks of a place: bands, directions, and the words beside the map.
PLACES = (
    r"leans?|leaning|well below|below the middle|around the middle|above the middle|at ease with|self-reliant"
    r"|wants closeness|wary of it|drawn close|keeping some distance|worry about being left is|worry little"
)
FORBIDDEN = re.compile(rf"\b(?:{STYLES}|{PLACES})\b", re.IGNORECASE)
# Answers of a sheet: worry, distance, and whether each is turned round where the key turns.
SHEETS = {"general": (1, 1), "friend": (7, 7), "parent": (1, 7), "partner": (7, 1), "other": (4, 4)}


def every_value() -> Iterator[tuple[str, str]]:
    """Each column of each row of each model, sealed ones opened, and each session decoded."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all():
            for column in model._meta.concrete_fields:
                yield f"{model._meta.label}.{column.name}", str(getattr(row, column.attname))
    for visit in Visit.objects.all():
        yield "Visit, opened", str(visit.session_data)


def every_raw_cell() -> Iterator[tuple[str, str]]:
    """Each cell of each table there is, also of those no model knows, such as caches."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    yield table, raw.decode("latin-1")


def walk(client: Client, quiz: Quiz, about: str) -> str:
    """Begin, answer page by page, look over, hand in, read the result, the list and a file of it; the result's page."""
    client.post(reverse("quizzes:begin", args=[quiz.number]), {"about": about, "agree": "on", "helps": "on"})
    if about != "general":
        data = {"about": about, "agree": "True", "helps": "True", "careful": "no"}
        client.post(reverse("quizzes:begin_about_one", args=[quiz.number]), data)
    sheet = Sitting.objects.get(about=about)
    items = [item["id"] for item in sheet.version.definition["items"]]
    for page in range(1, 4):
        on_page = items[(page - 1) * 6 : page * 6]
        answers = {item: str(answer_to(item, about)) for item in on_page}
        client.post(reverse("quizzes:page", args=[sheet.key, page]), {**answers, "go": "on"})
    client.get(reverse("quizzes:review", args=[sheet.key]))
    client.post(reverse("quizzes:submit", args=[sheet.key]))
    result = Result.objects.get(sitting=sheet)
    client.get(reverse("quizzes:results"))
    for kind in ("csv", "fhir"):
        client.post(reverse("quizzes:result_file", args=[result.key]), {"type": kind})
    page = client.get(reverse("quizzes:result", args=[result.key]))
    assert page.status_code == 200
    return page.content.decode()


def answer_to(item: str, about: str) -> int:
    keyed = SHEETS[about][item.startswith("d")]
    return 8 - keyed if item in scale().reverse else keyed


def test_no_label_region_or_quadrant_is_stored_anywhere_after_whole_sittings(ada, monkeypatch):
    quiz = published(scale())
    shown = " ".join(walk(signed_in(ada), quiz, about) for about in SHEETS)
    monkeypatch.setattr(scoring, "SCORER_VERSION", "2")
    for sheet in Sitting.objects.with_questions():
        assert score_again(sitting=sheet) is not None
    assert Result.objects.count() == 2 * len(SHEETS)
    values = list(every_value())
    assert any("n_answered" in value for name, value in values if name == "quizzes.Result.scores")
    assert sum(name == "quizzes.Answer.value" for name, _ in values) == 18 * len(SHEETS)
    found = [
        (where, match[0])
        for where, value in [*values, *every_raw_cell()]
        for match in FORBIDDEN.finditer(value)
    ]
    assert not found
    assert len({match[0].lower() for match in FORBIDDEN.finditer(shown)}) >= 5, "the pages do use such words"


def test_every_sentence_a_result_can_say_is_one_the_search_would_find_or_says_no_place():
    told = [s for row in wording.SENTENCES for s in row] + [
        *wording.ONLY_WORRY,
        *wording.ONLY_DISTANCE,
        *wording.BANDS,
    ]
    blind = [sentence for sentence in told if not FORBIDDEN.search(sentence)]
    assert len(blind) <= len(told) // 3, blind


def test_every_sealed_column_of_a_quiz_is_among_those_looked_into():
    sealed = {
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        for f in m._meta.concrete_fields
        if isinstance(f, SealedField)
    }
    assert {"quizzes.Answer.value", "quizzes.Answer.other", "quizzes.Result.scores"} <= sealed


def test_scoring_again_adds_a_row_and_leaves_what_was_told(ada, monkeypatch):
    quiz = published(scale())
    walk(signed_in(ada), quiz, "general")
    (first,) = Result.objects.all()
    assert score_again(sitting=first.sitting) is None, "the same scorer says the same"
    monkeypatch.setattr(scoring, "SCORER_VERSION", "2")
    second = score_again(sitting=first.sitting)
    assert second is not None
    assert score_again(sitting=first.sitting) is None
    told = Result.objects.get(pk=first.pk)
    assert (told.scores, told.scorer_version, told.scored_at) == (first.scores, "1", first.scored_at)
    assert (second.scorer_version, second.text_hash) == ("2", told.text_hash)
    assert second.scores == told.scores
