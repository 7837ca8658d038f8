"""Scales, references, glossary and support lines: what they become and what is refused."""

from __future__ import annotations

import pytest

from tests.library.grammar.builders import (
    BODY,
    FEELINGS,
    GLOSSARY,
    LESSON_PATH,
    REFERENCES,
    SCALE,
    SUPPORT_LINES,
    compiled,
    lesson,
    said,
)

PERMISSION = "permission: {given_by: A Person, given_on: 2025-11-30, for_what: This site}"


def test_a_scale_becomes_a_tree(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    (scale,) = library.scales
    assert (scale.id, scale.version, scale.min, scale.max, scale.answered_at_least) == ("tiny", 1, 0, 10, 0.8)
    assert [(anchor.value, anchor.label) for anchor in scale.anchors] == [
        (0, "Not at all"),
        (10, "Very much"),
    ]
    assert scale.reverse == ("far",)
    assert scale.subscales[0].items == ("near", "far")
    assert scale.reliability is None
    assert scale.is_publishable


def test_published_figures_carry_their_source(tmp_path):
    text = SCALE.replace(
        "reliability: null",
        "reliability: [{subscale: closeness, alpha: 0.91, sd: 1, n: 400, source: A study}]",
    )
    library = compiled(tmp_path, {"scales/tiny.yaml": text}).library
    assert library is not None
    (figure,) = library.scales[0].reliability or ()
    assert (figure.alpha, figure.sd, figure.source) == (0.91, 1.0, "A study")


def test_keys_without_words_compile_and_cannot_be_published(tmp_path):
    text = (
        SCALE.replace(', text: "How near do you feel to people today?"', "")
        .replace(', text: "How much room do you want today?"', "")
        .replace("state: own", "state: permission_needed")
    )
    library = compiled(tmp_path, {"scales/tiny.yaml": text}).library
    assert library is not None
    assert not library.scales[0].is_publishable


def test_a_permission_is_kept_with_the_scale(tmp_path):
    text = SCALE.replace("state: own", f"state: permitted, {PERMISSION}")
    library = compiled(tmp_path, {"scales/tiny.yaml": text}).library
    assert library is not None
    permission = library.scales[0].licence.permission
    assert permission is not None
    assert permission.given_by == "A Person"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("version: 1", "version: 0", 2, "version"),
        ("max: 10", "max: 0", 5, "not above the lowest"),
        ("value: 10", "value: 11", 6, "belongs to no answer"),
        ("value: 10", "value: 9", 6, "The answer 10 has no label"),
        ("value: 10", "value: 0", 6, "has two labels"),
        ("id: far", "id: near", 9, "stands here twice"),
        ("[near, far]", "[near]", 12, "belongs to no subscale"),
        ("[near, far]", "[near, far, other]", 12, 'no item "other"'),
        ("[near, far]", "[near, far, far]", 12, "stands here twice"),
        ("[far]", "[other]", 14, 'no item "other"'),
        (
            "reliability: null",
            "reliability: [{subscale: x, alpha: 0.9, sd: 1.0, source: S}]",
            15,
            "no subscale",
        ),
        (
            "reliability: null",
            "reliability: [{subscale: x, alpha: 1.5, sd: 1.0, source: S}]",
            15,
            "does not fit",
        ),
        (
            "reliability: null",
            "reliability: [{subscale: x, alpha: .nan, sd: 1.0, source: S}]",
            15,
            "does not fit",
        ),
        ("reliability: null\n", "", 1, 'key "reliability" is missing'),
        ("state: own", "state: permission_needed", 9, "there is no permission"),
        ("state: own", "state: permitted", 15 + 1, "do not fit together"),
        ("state: own", f"state: own, {PERMISSION}", 16, "do not fit together"),
        ("state: own", "state: mine", 16, "does not fit"),
        (', text: "How much room do you want today?"', "", 9, "An item has no words"),
        ("title: A tiny check-in", "title: A\nnorms: 3", 4, 'key "norms" is not known'),
    ],
)
def test_a_scale_without_sense_is_refused_at_its_line(tmp_path, old, new, line, message):
    assert old in SCALE
    told = said(compiled(tmp_path, {"scales/tiny.yaml": SCALE.replace(old, new, 1)}))
    assert any(s.startswith(f"content/scales/tiny.yaml:{line}: ") and message in s for s in told), told


def test_two_scales_with_one_id_are_refused(tmp_path):
    told = said(compiled(tmp_path, {"scales/second.yaml": SCALE}))
    assert any('The scale id "tiny" is already used in content/scales/second.yaml:1' in s for s in told)


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("references.yaml", REFERENCES + REFERENCES, 6, "already used in content/references.yaml:1"),
        ("references.yaml", REFERENCES + "  url: http://a.org\n", 6, "web address"),
        ("references.yaml", REFERENCES + "  doi: nonsense\n", 6, "does not fit"),
        ("references.yaml", REFERENCES.replace("year: 1982", "year: '1982'"), 3, "whole number"),
        ("references.yaml", REFERENCES.replace("  year: 1982\n", ""), 1, 'key "year" is missing'),
        ("glossary.yaml", GLOSSARY + GLOSSARY, 4, "already used in content/glossary.yaml:1"),
        ("glossary.yaml", GLOSSARY.replace("A person", "See [a](term:none) person"), 1, "no term"),
        ("support_lines.yaml", SUPPORT_LINES.replace('"116 123"', "116123"), 4, "must be words"),
        ("support_lines.yaml", SUPPORT_LINES.replace("crisis", "other"), 3, "does not fit"),
        ("support_lines.yaml", SUPPORT_LINES.replace("2026-11-01", ""), 1, "without saying where and when"),
        ("support_lines.yaml", SUPPORT_LINES.replace("2026-11-01", "2026-12-01"), 1, "has not come yet"),
        (
            "support_lines.yaml",
            SUPPORT_LINES.replace("confirmed: true", "confirmed: perhaps"),
            9,
            "true or false",
        ),
    ],
)
def test_a_faulty_entry_is_refused_at_its_line(tmp_path, name, text, line, message):
    told = said(compiled(tmp_path, {name: text}))
    assert any(s.startswith(f"content/{name}:{line}: ") and message in s for s in told), told


def test_a_support_line_grows_stale_after_ninety_days(tmp_path):
    for day, is_told in (("2026-08-24", False), ("2026-08-23", True)):
        compilation = compiled(
            tmp_path / day, {"support_lines.yaml": SUPPORT_LINES.replace("2026-11-01", day)}
        )
        assert compilation.library is not None
        assert any("more than 90 days ago" in s for s in said(compilation, "warning")) == is_told


def test_a_definition_is_html_and_may_point_to_another_term(tmp_path):
    more = "- key: haven\n  term: Haven\n  definition: Like a *[safe base](term:safe-base)*, but nearer.\n"
    library = compiled(tmp_path, {"glossary.yaml": GLOSSARY + more}).library
    assert library is not None
    assert library.glossary[0].definition_html == (
        'Like a <em><a class="term" href="#term-safe-base">safe base</a></em>, but nearer.'
    )


def test_one_faulty_reference_does_not_take_the_others_off_the_shelf(tmp_path):
    told = said(compiled(tmp_path, {"references.yaml": REFERENCES.replace("year: 1982", "year: soon")}))
    assert len(told) == 1


def test_feelings_become_groups_in_the_order_of_their_file(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    assert [(g.key, g.title, g.energy, g.tone) for g in library.feelings] == [
        ("at-ease", "At ease", "low", "pleasant"),
        ("afraid", "Afraid", "high", "unpleasant"),
    ]
    assert library.feelings[0].words == ("calm", "safe", "rested")


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "mend"),
    [
        ("energy: low", "energy: middling", 3, "energy", "'high' or 'low'"),
        ("tone: pleasant", "tone: nice", 4, "tone", "'pleasant' or 'unpleasant'"),
        ("tone: pleasant", "mood: pleasant", 4, '"mood" is not known', "The keys are"),
        ("  energy: low\n", "", 1, '"energy" is missing', "Add it"),
        ("[calm, safe, rested]", "[calm]", 5, "is too short", "at least 2"),
        ("[calm, safe, rested]", "[]", 5, "is empty", "at least one"),
        ("[calm, safe, rested]", f"[{', '.join(f'w{n}' for n in range(21))}]", 5, "is too long", "20"),
        ("[calm, safe, rested]", f"[calm, {'a' * 41}]", 5, "too long for a feeling", "40 characters"),
        ("[calm, safe, rested]", "[calm, no]", 5, "must be words", "quotes"),
        ("[calm, safe, rested]", "[calm, <b>safe</b>]", 5, "There is HTML", "plain words"),
        ("[calm, safe, rested]", "[calm, Calm]", 1, 'words of "At ease" repeat', "each once"),
        ("[uneasy, afraid]", "[uneasy, Safe]", 6, '"Safe" stands in "At ease" already', "one of the two"),
        ("key: afraid", "key: at-ease", 6, "is already used", "new id"),
        ("key: afraid", "key: At Ease", 6, "not a usable id", "small letters"),
    ],
)
def test_a_fault_in_the_feelings_is_found_at_its_line(tmp_path, old, new, line, message, mend):
    assert old in FEELINGS
    compilation = compiled(tmp_path, {"feelings.yaml": FEELINGS.replace(old, new)})
    place = f"content/feelings.yaml:{line}: "
    found = [s for s in said(compilation) if s.startswith(place) and message in s and mend in s]
    assert found, said(compilation)
    assert compilation.library is None


def test_a_feeling_more_is_another_library(tmp_path):
    first = compiled(tmp_path / "a").library
    second = compiled(tmp_path / "b", {"feelings.yaml": FEELINGS.replace("rested", "rested, warm")}).library
    assert first is not None
    assert second is not None
    assert first.digest != second.digest


def test_without_feelings_a_library_that_asks_for_none_compiles(tmp_path):
    body = BODY.replace("- feelings: felt | What did you feel?\n", "")
    library = compiled(tmp_path, {"feelings.yaml": None, LESSON_PATH: lesson(body)}).library
    assert library is not None
    assert library.feelings == ()
