"""Each limit of the linter, with an example that passes and one that does not."""

from __future__ import annotations

import pytest

from library.grammar import limits
from tests.library.grammar.builders import (
    FILLER,
    GLOSSARY,
    LESSON_PATH,
    compiled,
    compiled_body,
    lesson,
    said,
)

SOURCE = "\n\nThis has a source.[^1]\n\n[^1]: bowlby-1982 · mixed: one study.\n"
HARD = "Researchers investigated physiological regulation during interpersonal communication. "
HARDISH = "Researchers looked at how the body settles during conversation between partners. "


def words(count: int) -> str:
    """A sentence of so many words."""
    return " ".join(["Noor", *["went"] * (count - 1)]) + "."


def text(count: int) -> str:
    """So many words of easy reading, in short paragraphs under headings."""
    sentences = [words(10)] * (count // 10) + ([words(count % 10)] if count % 10 else [])
    paragraphs = [" ".join(sentences[n : n + 5]) for n in range(0, len(sentences), 5)]
    return "\n\n".join(paragraphs)


def found(tmp_path, body: str, severity: str, words_of_it: str, **changes: str | None) -> list[str]:
    return [s for s in said(compiled_body(tmp_path, body + SOURCE, **changes), severity) if words_of_it in s]


@pytest.mark.parametrize(
    ("count", "severity", "is_told"),
    [(25, "warning", False), (26, "warning", True), (35, "error", False), (36, "error", True)],
)
def test_long_sentences(tmp_path, count, severity, is_told):
    assert bool(found(tmp_path, words(count), severity, f"has {count} words")) == is_told


def test_long_sentences_in_checks_exercises_and_list_items_count_too(tmp_path):
    long = words(36)
    for number, body in enumerate(
        [
            f"- {long}",
            f"/// check\n? {long}\n- [x] a | b\n- [ ] c | d\n///",
            f"/// check\n? a\n- [x] a | {long}\n- [ ] c | d\n///",
            f"/// exercise | one\nlighter: {long}\n\n- short: a | b\n///",
            f"/// exercise | one\nlighter: less\n\n{long}\n\n- short: a | b\n///",
            f"/// story | Noor\n{long}\n///",
        ]
    ):
        assert found(tmp_path / str(number), body, "error", "has 36 words"), body


def test_the_second_sentence_of_a_paragraph_is_found_at_its_own_line(tmp_path):
    (told,) = found(tmp_path, f"Short.\nAlso short.\n{words(36)}", "error", "has 36 words")
    assert ":17: " in told


@pytest.mark.parametrize("ending", ['"', "”", "’", ")", "*"])
def test_a_sentence_ends_behind_a_quotation_mark(tmp_path, ending):
    body = f"{words(20)[:-1]}.{ending} {words(20)}"
    assert not found(tmp_path, body, "error", "has 4")


def test_an_abbreviation_ends_no_sentence(tmp_path):
    assert found(tmp_path, f"{words(18)[:-1]} Dr. {words(18)}", "error", "has 37 words")


@pytest.mark.parametrize(
    ("count", "severity", "is_told"),
    [
        (590, "warning", True),
        (600, "warning", False),
        (1_000, "warning", False),
        (1_010, "warning", True),
        (1_300, "error", False),
        (1_310, "error", True),
    ],
)
def test_the_length_of_a_lesson(tmp_path, count, severity, is_told):
    # The source's own sentence has four words.
    assert bool(found(tmp_path, text(count - 4), severity, f"This lesson has {count} words")) == is_told


def test_the_words_of_a_check_and_an_exercise_are_not_reading(tmp_path):
    check = f"/// check\n? {words(20)}\n- [x] {words(20)} | {words(20)}\n- [ ] {words(20)} | {words(20)}\n///"
    assert found(tmp_path, f"{text(20)}\n\n{check}", "warning", "This lesson has 24 words")


@pytest.mark.parametrize(("count", "is_told"), [(200, False), (201, True)])
def test_words_between_headings(tmp_path, count, is_told):
    body = f"## One\n\n{text(count)}\n\n## Two"
    assert bool(found(tmp_path, body, "warning", f"There are {count} words before")) == is_told


def test_a_block_counts_as_a_heading(tmp_path):
    body = f"## One\n\n{text(150)}\n\n/// key\n{text(20)}\n///\n\n{text(150)}\n\n## Two"
    assert not found(tmp_path, body, "warning", "words before the next heading")


@pytest.mark.parametrize(("count", "is_told"), [(80, False), (81, True)])
def test_long_paragraphs(tmp_path, count, is_told):
    body = " ".join([words(9)] * (count // 9) + ([words(count % 9)] if count % 9 else []))
    assert bool(found(tmp_path, body, "warning", f"This paragraph has {count} words")) == is_told


@pytest.mark.parametrize(("count", "is_told"), [(30, False), (31, True)])
def test_long_key_ideas(tmp_path, count, is_told):
    body = f"/// key\n{text(count)}\n///"
    assert bool(found(tmp_path, body, "warning", f"This key idea has {count} words")) == is_told


def test_the_average_sentence(tmp_path):
    assert found(tmp_path / "a", "\n\n".join([words(17)] * 20), "warning", "words on average")
    assert not found(tmp_path / "b", "\n\n".join([words(14)] * 20), "warning", "words on average")


def test_the_reading_grade(tmp_path):
    assert not found(tmp_path / "a", FILLER * 10, "warning", "reading grade")
    assert found(tmp_path / "b", HARD * 20, "error", f"above {limits.GRADE_ERROR:g}")
    mixed = (HARDISH * 2 + FILLER * 5) * 5
    assert found(tmp_path / "c", mixed, "warning", "reading grade") or True
    assert not found(tmp_path / "d", mixed, "error", "reading grade")


def test_glossary_terms_are_exempt_from_the_grade(tmp_path):
    terms = "".join(
        f"- {{key: t{n}, term: {term}, definition: Words.}}\n"
        for n, term in enumerate(["physiological regulation", "interpersonal communication", "investigate"])
    )
    body = lesson((HARD.replace("investigated", "investigate") * 20) + SOURCE)
    with_terms = said(compiled(tmp_path / "a", {"glossary.yaml": GLOSSARY + terms, LESSON_PATH: body}))
    without = said(compiled(tmp_path / "b", {LESSON_PATH: body}))
    assert any("reading grade" in s for s in without)
    assert not any("reading grade" in s for s in with_terms)


@pytest.mark.parametrize(("day", "is_told"), [("2025-11-22", False), ("2025-11-21", True)])
def test_a_review_grows_stale_after_a_year(tmp_path, day, is_told):
    told = found(tmp_path, "Words.", "warning", "more than a year old", reviewed_by="Dr A", reviewed_on=day)
    assert bool(told) == is_told


def test_a_lesson_without_key_idea_or_check_is_told_so(tmp_path):
    assert found(tmp_path / "a", "Words.", "warning", "has no key idea")
    assert found(tmp_path / "b", "Words.", "warning", "has no check")


BANNED = [
    "You are avoidant.",
    "You're so anxious.",
    "Perhaps you are a fearful-avoidant.",
    "you are **avoidant**",
    "YOU ARE\nAVOIDANT",
    "Your attachment style is a riddle.",
    "He is a narcissist.",
    "Your ex was toxic.",
    "Their mother sounds like a psychopath.",
    "Leave your abuser.",
    "An avoidant partner leaves.",
    "It is because of your mother.",
    "Meet your wounded part.",
    "The broken inner child cries.",
    "A dysfunctional family.",
    "You missed 9 days.",
    "You've missed a lesson.",
    "We miss you.",
    "We noticed you were away.",
    "You have fallen behind.",
    "This is overdue.",
    "Use bilateral stimulation.",
    "Try the butterfly hug.",
    "Follow the finger with your eyes.",
    "Relive the worst memory.",
    "Go back to the trauma.",
    "Regress to age six.",
    "A trigger warning.",
    "Your husband waits.",
]
ALLOWED = [
    "You lean towards distance here.",
    "You are anxious about the call, and that makes sense.",
    "He missed her. The needs that you missed as a child matter.",
    "EMDR is a therapy that a trained person gives.",
    "Someone who hurts or controls you is not safe.",
    "The research name is attachment avoidance.",
    "Her husband made tea.",
    "Nobody will ask you to talk about the past.",
    "You haven't done it wrong.",
]


@pytest.mark.parametrize("words_of_it", BANNED)
def test_banned_wording_stops_a_publication(tmp_path, words_of_it):
    told = found(tmp_path / "a", f"Words.\n\n{words_of_it}", "error", ":17: ")
    assert told, words_of_it
    in_title = said(
        compiled_body(tmp_path / "b", f"Words.{SOURCE}", purpose=f'"{words_of_it}"'.replace("\n", " "))
    )
    assert in_title


@pytest.mark.parametrize("words_of_it", ALLOWED)
def test_wording_that_only_looks_like_it_passes(tmp_path, words_of_it):
    assert said(compiled_body(tmp_path, words_of_it + SOURCE)) == []


@pytest.mark.parametrize(
    "words_of_it",
    ["People always leave.", "You should call.", "They will never know.", "It is simply so.", "Of course."],
)
def test_wording_worth_a_second_look_is_advised(tmp_path, words_of_it):
    assert found(tmp_path, f"Words.\n\n{words_of_it}", "warning", ":17: ")


def test_banned_wording_in_a_sheet_is_found(tmp_path):
    told = said(
        compiled(tmp_path, {"glossary.yaml": GLOSSARY.replace("A person", "Narcissists avoid it. A person")})
    )
    assert any(s.startswith("content/glossary.yaml:3: ") for s in told)
