"""Every word about a result, and every page around it: a place and not a label."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client

from quizzes import forms
from quizzes.models import Sitting
from quizzes.rules import wording
from quizzes.services import save_page, start_sitting, submit
from tests.quizzes.builders import published, scale

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates/quizzes").glob("*.html"))
# What no page here says, and the four phrases in which such a word is said on purpose.
BANNED = re.compile(
    r"""\b(
    tests?|tested|assessment|diagnos\w*|normal\w*|abnormal|healthy|unhealthy|toxic|wounded|damaged?|broken|
    dysfunction\w*|symptoms?|disorders?|disorgani[sz]ed|insecure|narcissis\w*|abusers?|victims?|scored\ badly|
    always|never|overdue|streaks?|congratulations|well\ done|oops|improved|worse|better\ than|cured?|
    husband|wife|you\ failed|mother|father
    )\b|!(?!=)|
    you(\ are|’re|'re)\ (an?\ )?(anxious|avoidant|secure|insecure|fearful|dismiss\w+|preoccupied|distant|needy)""",
    re.IGNORECASE | re.VERBOSE,
)
STYLE_WORDS = re.compile(
    r"\b(secure|anxious|avoidant|fearful|dismissing|dismissive|preoccupied|types?)\b", re.IGNORECASE
)
ON_PURPOSE = ("Not a type and not a diagnosis", "not a diagnosis or a fixed type", "cannot diagnose you")
STYLE_SENTENCE = "Books and websites often use four style words"


def sentences_of_results() -> list[str]:
    """Every string of the wording module, however it is nested."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list | tuple):
            for each in value:
                collect(each)
        elif isinstance(value, wording.NextStep):
            collect([value.title, value.words])

    collect([value for name, value in vars(wording).items() if name.isupper()])
    return found


def words_of(template: Path) -> list[str]:
    """What a template says: its strings for translation, in which alone words may stand."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", template.read_text(), flags=re.DOTALL)
    single = re.findall(r"""\{% translate (["'])(.*?)\1""", text)
    blocks = re.findall(r"\{% blocktranslate.*?%\}(.*?)\{% endblocktranslate", text, flags=re.DOTALL)
    return [words for _, words in single] + blocks


def said(words: str) -> str:
    """Without the phrases said on purpose."""
    for phrase in ON_PURPOSE:
        words = re.sub(re.escape(phrase), "", words, flags=re.IGNORECASE)
    return words


def test_there_are_enough_sentences_to_look_at() -> None:
    assert len(sentences_of_results()) >= 25 + 5 + 5 + 1 + 5 + 5 + 5 + 15 + 15 + 10


@pytest.mark.parametrize("sentence", sentences_of_results())
def test_a_sentence_of_a_result_names_a_place_and_no_kind_of_person(sentence: str) -> None:
    assert not BANNED.search(sentence)
    assert not STYLE_WORDS.search(sentence)
    assert not re.search(r"\bshould\b|\bmust\b", sentence)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_of_questions_or_results_keeps_to_the_words_we_use(template: Path) -> None:
    found = [words for words in map(said, words_of(template)) if BANNED.search(words)]
    styled = [
        words
        for words in map(said, words_of(template))
        if STYLE_WORDS.search(words) and STYLE_SENTENCE not in words
    ]
    assert found + styled == []


def test_the_four_style_words_stand_in_one_sentence_of_one_page() -> None:
    holders = [path.name for path in TEMPLATES if STYLE_SENTENCE in path.read_text()]
    assert holders == ["plane.html"]


def test_research_terms_stand_once_in_an_expander() -> None:
    holders = [path for path in TEMPLATES if re.search("attachment (anxiety|avoidance)", path.read_text())]
    assert [path.name for path in holders] == ["numbers.html"]
    text = holders[0].read_text()
    assert text.count("attachment anxiety") == 1
    assert text.index("<c-expander") < text.index("attachment anxiety") < text.index("</c-expander>")


@pytest.mark.parametrize("path", sorted((ROOT / "content/scales").glob("*.yaml")), ids=lambda path: path.name)
def test_our_own_statements_keep_to_the_words_we_use(path: Path) -> None:
    sheet = yaml.safe_load(path.read_text())
    if sheet["licence"]["state"] != "own":
        pytest.skip("other people's words")
    told = [sheet["title"], sheet.get("summary", ""), sheet.get("instructions", "")]
    told += [item["text"] for item in sheet["items"]] + [part["title"] for part in sheet["subscales"]]
    wrong = re.compile(BANNED.pattern.replace("always|never|", ""), re.IGNORECASE | re.VERBOSE)
    assert [words for words in told if wrong.search(said(words))] == []


def test_what_is_asked_before_the_questions_keeps_to_the_words_we_use() -> None:
    told = [str(forms.CONSENT), *(str(label) for _, label in [*forms.LAYOUTS, *Sitting.About.choices])]
    assert [words for words in told if BANNED.search(words) or STYLE_WORDS.search(words)] == []


def test_what_one_might_notice_and_strengths_take_as_much_room() -> None:
    for kind, notices in wording.NOTICES.items():
        ours, theirs = (
            sum(len(words.split()) for words in lists) for lists in (notices, wording.STRENGTHS[kind])
        )
        assert 0.7 <= ours / theirs <= 1.45, (kind, ours, theirs)


def test_each_next_step_is_a_lesson_of_the_library_under_its_own_title() -> None:
    titles = {}
    for path in (ROOT / "content/courses").glob("*/*/*.md"):
        front = yaml.safe_load(path.read_text().split("---")[1])
        titles[front["id"]] = front["title"]
    assert wording.NEXT_STEPS.keys() == wording.NOTICES.keys()
    for step in wording.NEXT_STEPS.values():
        assert titles[step.lesson] == step.title


@pytest.mark.django_db
def test_outside_it_is_called_what_people_look_for_and_inside_questions_about_closeness(as_ada, ada) -> None:
    quiz = published(scale())
    outside = Client().get(f"/q/{quiz.number}/").content.decode()
    assert "Attachment-style quiz" in outside
    inside = [f"/q/{quiz.number}/", "/q/"]
    sitting = start_sitting(learner=ada, quiz=quiz)
    inside += [f"/q/s/{sitting.key}/{rest}" for rest in ("1/", "one/1/", "review/", "delete/")]
    pages = {address: as_ada.get(address).content.decode() for address in inside}
    done = start_sitting(learner=ada, quiz=quiz, about="friend")
    save_page(sitting=done, values={item.id: ["4"] for item in sitting.version.as_scale.items})
    result = submit(sitting=done)
    assert result is not None
    pages["result"] = as_ada.get(f"/q/r/{result.key}/").content.decode()
    assert "Questions about closeness" in pages[f"/q/{quiz.number}/"]
    assert "Questions about closeness" in pages["/q/"]
    for address, page in pages.items():
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title is not None
        assert not re.search(
            "attach|closeness|quiz|style|anxi|avoid|distance|worry", title[1], re.IGNORECASE
        ), address
        assert "ttachment-style quiz" not in page, address
