"""Counting words, sentences and syllables."""

from __future__ import annotations

import pytest

from library.grammar.prose import Passage, count_words, sentences, stripped, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("want", 1), ("asked", 1), ("whole", 1), ("breathe", 1), ("are", 1), ("watched", 1), ("tried", 1),
        ("about", 2), ("people", 2), ("quiet", 2), ("being", 2), ("little", 2), ("wanted", 2), ("houses", 2),
        ("something", 2), ("every", 2), ("trying", 2), ("science", 2), ("create", 2), ("don't", 1), ("closeness", 2),
        ("attachment", 3), ("area", 3), ("idea", 3), ("anxious", 2), ("serious", 3), ("usual", 3), ("emotion", 3),
        ("experience", 4), ("reliable", 4), ("society", 4), ("diagnosis", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word, count):
    assert syllables(word) == count


def test_markup_is_not_read_aloud():
    text = "A **bold** [word](term:x) and a *soft* one.[^1] ![Door](figures/a.png) snake_case \\*star\\*"
    assert stripped(text) == "A bold word and a soft one.  snake_case star"


def test_words_with_apostrophes_and_hyphens():
    assert count_words('Don\'t say "it’s a well-known 3-step plan", she said.') == 11


def test_sentences_and_their_lines():
    passage = Passage(7, 'She said, "Stay." He left.\nWhy? Nobody knew… Then\nit rained')
    assert [(s.line, s.text) for s in sentences(passage)] == [
        (7, 'She said, "Stay."'),
        (7, "He left."),
        (8, "Why?"),
        (8, "Nobody knew…"),
        (8, "Then it rained"),
    ]


def test_a_speaker_after_a_question_goes_on_in_the_same_sentence():
    passage = Passage(1, '"Are you there?" she asked the dark.')
    assert len(list(sentences(passage))) == 1
