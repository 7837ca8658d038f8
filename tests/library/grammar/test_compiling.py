"""What a sound content folder becomes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from library.grammar import compile_content
from library.grammar.trees import LessonTree, LibraryTree
from tests.library.grammar.builders import (
    BODY,
    COURSE,
    LESSON_PATH,
    MODULE,
    TODAY,
    compiled,
    html_of,
    large_library,
    lesson,
    said,
    write,
)

REPOSITORY = Path(__file__).parents[3]


def only_lesson(tmp_path: Path) -> LessonTree:
    compilation = compiled(tmp_path)
    assert compilation.library is not None, said(compilation)
    return compilation.library.courses[0].modules[0].lessons[0]


def test_a_lesson_that_uses_every_block_compiles_without_errors(tmp_path):
    assert said(compiled(tmp_path)) == []


def test_the_real_library_compiles_without_errors():
    compilation = compile_content(REPOSITORY / "content", today=date(2026, 11, 22))
    assert said(compilation) == []


def test_parts_are_html_and_slots_in_the_order_of_the_page(tmp_path):
    parts = only_lesson(tmp_path).parts
    assert [part.kind for part in parts] == ["html", "exercise", "questionnaire", "check", "html"]
    assert [(part.key, part.anchor) for part in parts if part.kind != "html"] == [
        ("fact-and-meaning", "exercise-1"),
        ("tiny", "questionnaire-1"),
        ("the-quiet-phone-check", "check-1"),
    ]


def test_blocks_are_labelled_sections(tmp_path):
    html = html_of(only_lesson(tmp_path), 0)
    assert (
        '<section aria-labelledby="story-1-label" class="block block--story" id="story-1">\n'
        '<h2 class="block__label" id="story-1-label">Noor and the tram</h2>' in html
    )
    assert '<h3 class="block__label" id="key-1-label">Key idea</h3>' in html
    assert '<h2 class="block__label" id="ground-1-label">Pause here if you like</h2>' in html
    assert 'class="block block--caution"' in html
    assert 'class="do__side do__side--no"' in html


def test_links_lead_where_their_scheme_says(tmp_path):
    html = html_of(only_lesson(tmp_path), 0)
    assert '<a class="term" href="#term-safe-base">safe base</a>' in html
    assert '<a href="lesson:the-quiet-phone">the other lesson</a>' in html
    assert '<a href="/pause/">' in html
    assert '<a href="/help/safety/">' in html
    assert '<a href="https://example.org/page?a=1&amp;b=2" rel="noopener noreferrer">' in html


def test_the_outline_lists_what_the_page_shows(tmp_path):
    outline = only_lesson(tmp_path).outline
    assert [heading.id for heading in outline] == [
        "story-1",
        "part-1",
        "do-1",
        "ground-1",
        "exercise-1",
        "questionnaire-1",
        "check-1",
        "part-3",
        "sources",
    ]
    assert outline[4].text == "Two columns"


def test_a_check_keeps_its_names_kinds_and_feedback(tmp_path):
    (check,) = only_lesson(tmp_path).checks
    assert [(q.id, q.kind) for q in check.questions] == [("q1", "one"), ("tonight", "several")]
    assert [(o.id, o.is_right) for o in check.questions[1].options] == [
        ("aloud", True),
        ("b", True),
        ("c", False),
    ]
    assert all(o.feedback_html for q in check.questions for o in q.options)


def test_an_exercise_keeps_its_typed_fields(tmp_path):
    (exercise,) = only_lesson(tmp_path).exercises
    fields = {field.key: field for field in exercise.fields}
    assert (exercise.title, exercise.mode, exercise.lighter) == ("Two columns", "log", "Only write the fact.")
    assert exercise.intro_html == "<p>Think of a small silence.</p>"
    assert fields["fact"].help == '"no reply since lunch"'
    assert fields["body"].choices == ("chest", "throat", "hands")
    assert (fields["strength"].min, fields["strength"].max, fields["strength"].low) == (0, 10, "faint")
    assert (fields["days"].columns, fields["days"].rows) == (("fact", "meaning", "later"), 4)
    assert fields["steps"].rows == 6


def test_footnotes_become_a_list_of_sources_with_their_strength(tmp_path):
    found = only_lesson(tmp_path)
    assert [(n.number, n.source, n.strength) for n in found.footnotes] == [
        (1, "bowlby-1982", "well supported")
    ]
    assert '<a aria-label="Source 1" href="#s1" id="r1">1</a>' in html_of(found, 0)
    assert '<li id="s1"><p>Bowlby, J. (1982). <cite>Attachment and Loss, Vol. 1</cite>.' in html_of(found, -1)
    assert "Well supported: people turn to" in html_of(found, -1)


def test_a_source_cited_twice_has_two_marks_and_one_entry(tmp_path):
    body = BODY.replace("The meaning came at once.", "The meaning came at once.[^1]")
    compilation = compiled(tmp_path, {LESSON_PATH: lesson(body)})
    assert compilation.library is not None
    html = html_of(compilation.library.courses[0].modules[0].lessons[0], 0)
    assert 'id="r1"' in html
    assert 'id="r1-2"' in html


def test_a_library_survives_the_way_through_json(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    assert LibraryTree.model_validate_json(library.model_dump_json()) == library


def test_renaming_every_file_and_folder_changes_no_id_and_no_digest(tmp_path):
    before = compiled(tmp_path / "before").library
    after = compiled(
        tmp_path / "after",
        {
            LESSON_PATH: None,
            "courses/01-closeness/course.yaml": None,
            "courses/01-closeness/01-quiet/module.yaml": None,
            "scales/tiny.yaml": None,
            "courses/9-x/course.yaml": COURSE,
            "courses/9-x/7-y/module.yaml": MODULE,
            "courses/9-x/7-y/3-z.md": lesson(),
            "scales/other-name.yaml": (tmp_path / "before/content/scales/tiny.yaml").read_text(),
        },
    ).library
    assert before is not None
    assert after is not None
    assert before.digest == after.digest
    lessons = [library.courses[0].modules[0].lessons[0] for library in (before, after)]
    assert lessons[0].digest == lessons[1].digest
    assert lessons[0].path != lessons[1].path


def test_a_changed_word_changes_the_digests(tmp_path):
    before = compiled(tmp_path / "a").library
    after = compiled(
        tmp_path / "b", {LESSON_PATH: lesson(BODY.replace("Wait for an hour", "Wait for a day"))}
    ).library
    assert before is not None
    assert after is not None
    assert before.digest != after.digest
    assert before.courses[0].modules[0].lessons[0].digest != after.courses[0].modules[0].lessons[0].digest


def test_the_day_of_compiling_changes_no_digest(tmp_path):
    root = write(tmp_path / "content")
    early = compile_content(root, today=TODAY).library
    late = compile_content(root, today=date(2030, 1, 1)).library
    assert early == late


def test_another_process_makes_the_same_digest(tmp_path):
    root = write(tmp_path / "content")
    script = (
        "import sys; from datetime import date; from pathlib import Path; from library.grammar import compile_content;"
        "print(compile_content(Path(sys.argv[1]), today=date(2026, 11, 22)).library.digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(root)],
            check=True,
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_lessons_and_modules_stand_in_the_natural_order_of_their_names(tmp_path):
    other = lesson("Words.[^1]\n\n[^1]: bowlby-1982 · mixed: words.\n", id="tenth", mentions="")
    second = lesson("Words.[^1]\n\n[^1]: bowlby-1982 · mixed: words.\n", id="second", mentions="")
    folder = "courses/01-closeness/01-quiet"
    library = compiled(tmp_path, {f"{folder}/10-a.md": other, f"{folder}/2-b.md": second}).library
    assert library is not None
    assert [found.id for found in library.courses[0].modules[0].lessons] == [
        "the-quiet-phone",
        "second",
        "tenth",
    ]


def test_a_library_of_eighty_two_lessons_compiles_whole(tmp_path):
    compilation = compile_content(large_library(tmp_path / "content"), today=TODAY)
    assert compilation.library is not None, said(compilation)[:5]
    lessons = [found for m in compilation.library.courses[0].modules for found in m.lessons]
    assert len(lessons) == 82
    assert all(found.words > 1_000 for found in lessons)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    plain = compiled(tmp_path / "a").library
    windows = compiled(
        tmp_path / "b", {LESSON_PATH: b"\xef\xbb\xbf" + lesson().replace("\n", "\r\n").encode()}
    ).library
    assert plain is not None
    assert windows is not None
    assert plain.digest == windows.digest


def test_hidden_files_and_back_ups_are_passed_over(tmp_path):
    compilation = compiled(
        tmp_path, {"courses/.DS_Store": b"\x00", "courses/01-closeness/01-quiet/x.md~": "x"}
    )
    assert compilation.library is not None
