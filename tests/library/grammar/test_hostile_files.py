"""Files made to hurt: each earns a located error, none raises, and nothing is compiled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from library.grammar import compile_content
from tests.library.grammar.builders import (
    BODY_LINE,
    COURSE,
    GLOSSARY,
    LESSON_PATH,
    MODULE,
    REFERENCES,
    SCALE,
    SUPPORT_LINES,
    TODAY,
    compiled,
    front,
    html_of,
    lesson,
    said,
    write,
)

YAML_PATH = "references.yaml"
# The line that two line ends and a word behind the usual lesson make.
END = lesson().count("\n") + 2
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES: dict[str, tuple[str, str | bytes, int, str]] = {
    "5 MB lesson": (LESSON_PATH, b"a" * 5_000_000, 1, "larger than"),
    "5 MB of yaml": (YAML_PATH, b"- a\n" * 1_250_000, 1, "larger than"),
    "yaml bomb": (YAML_PATH, BOMB, 1, "Aliases and anchors"),
    "yaml bomb in the front matter": (LESSON_PATH, f"---\n{BOMB}---\nWords.\n", 2, "Aliases and anchors"),
    "deep yaml": (YAML_PATH, "[" * 4_000, 1, "too much nested"),
    "deep mapping": (YAML_PATH, "".join(f"{' ' * n}a:\n" for n in range(300)), 20, "too much nested"),
    "endless yaml list": (YAML_PATH, "[" + "1," * 2_400 + "]\n" + "- 1\n" * 3, 2, "wrong column"),
    "too many yaml values": (YAML_PATH, "- [1,1,1,1,1,1,1,1,1,1]\n" * 5_000, 1819, "too much nested"),
    "python object": (YAML_PATH, "- !!python/object/apply:os.system [id]\n", 1, "Tags"),
    "merge key": (YAML_PATH, "- <<: {key: a}\n", 1, "Merge keys"),
    "list as a key": (YAML_PATH, "- ? [a]\n  : b\n", 1, "A key must be one plain word"),
    "key twice": (YAML_PATH, "- key: a\n  key: b\n", 2, "stands here twice"),
    "number without end": (YAML_PATH, "- year: " + "9" * 4_900, 1, "cannot be read"),
    "nul byte": (LESSON_PATH, lesson().encode() + b"\nwords\x00\n", END, "hidden character (U+0000)"),
    "nul byte in yaml": (YAML_PATH, b"- key: a\x00b\n", 1, "hidden character (U+0000)"),
    "escape character": (LESSON_PATH, lesson().encode() + b"\nwords\x1b[2J\n", END, "hidden character (U+001B)"),
    "text that turns round": (LESSON_PATH, f"{lesson()}\na\u202eb\n", END, "hidden character (U+202E)"),
    "invalid utf-8": (LESSON_PATH, lesson().encode() + b"\nwords \xff\xfe\n", END, "not UTF-8"),
    "invalid utf-8 in yaml": (YAML_PATH, b"- key: \xc3\x28\n", 1, "not UTF-8"),
    "lone surrogate": (LESSON_PATH, lesson().encode() + b"\n\xed\xa0\x80\n", END, "not UTF-8"),
    "utf-16": (LESSON_PATH, lesson().encode("utf-16"), 1, "not UTF-8"),
    "endless line": (LESSON_PATH, f"{lesson()}\n{'word ' * 2_000}\n", END, "longer than"),
    "endless front matter": (LESSON_PATH, front(mentions="word " * 900) + "x: |\n" * 10, 1, ""),
    "yaml that is a word": (YAML_PATH, "hello\n", 1, "A list is expected"),
    "list of words": (YAML_PATH, "- hello\n", 1, "`key: value`"),
    "brackets without end": (LESSON_PATH, lesson(("[" * 4_900 + "\n") * 10), BODY_LINE, "stands 49000 times"),
    "stars without end": (LESSON_PATH, lesson("**a" * 1_500), BODY_LINE, "stands 3000 times"),
    "quotations in quotations": (LESSON_PATH, lesson("> " * 500 + "a"), BODY_LINE, "too deep inside one another"),
    "endless paragraph": (LESSON_PATH, lesson("word word\n" * 1_000), BODY_LINE, "longer than 6000 characters"),
    "a thousand blocks": (LESSON_PATH, lesson("/// key\na\n///\n\n" * 1_000), BODY_LINE + 160, "1000 blocks"),
    "brackets in the glossary": ("glossary.yaml", GLOSSARY + "    " + "[" * 200 + "\n", 1, "stands 200 times"),
    "unclosed quote": (YAML_PATH, '- key: "a\n', 1, "not closed"),
    "tab in yaml": (YAML_PATH, "- key: a\n\tb: c\n", 2, "There is a tab"),
    "hyphen without a blank": (YAML_PATH, "- key: a\n-key: b\n", 2, "no blank after this hyphen"),
    "two texts in one": (YAML_PATH, "- key: a\n---\n- key: b\n", 2, "second line of three hyphens"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_earns_a_located_error(tmp_path, name):
    path, content, line, message = FILES[name]
    compilation = compiled(tmp_path, {path: content})
    found = [
        text for text in said(compilation) if text.startswith(f"content/{path}:{line}: ") and message in text
    ]
    if message:
        assert found, said(compilation)
        assert compilation.library is None
    assert all(len(str(problem)) < 500 for problem in compilation.problems)


@pytest.mark.parametrize(
    "name", ["references.yaml", "glossary.yaml", "support_lines.yaml", "scales/tiny.yaml", LESSON_PATH]
)
@pytest.mark.parametrize(
    "content", ["", "null\n", "true\n", "1\n", "{}\n", "[]\n", "- null\n", "- {}\n", "a: b\n", "- - -\n"]
)
def test_a_file_of_the_wrong_shape_raises_nothing(tmp_path, name, content):
    compilation = compiled(tmp_path, {name: content})
    assert compilation.library is None or name == "support_lines.yaml"


def test_a_link_out_of_the_tree_is_refused_and_not_followed(tmp_path):
    (tmp_path / "secret.md").write_text(lesson(id="secret"))
    root = write(tmp_path / "content")
    folder = "courses/01-closeness/01-quiet"
    (root / folder / "02-link.md").symlink_to(tmp_path / "secret.md")
    (root / "courses/02-folder").symlink_to(tmp_path)
    found = said(compile_content(root, today=TODAY))
    assert found == [
        f"content/{folder}/02-link.md:1: This is a link to another place. Put the file itself here.",
        "content/courses/02-folder:1: This is a link to another place. Put the file itself here.",
    ]


def test_a_pipe_among_the_files_is_refused_and_not_waited_for(tmp_path):
    root = write(tmp_path / "content")
    os.mkfifo(root / "courses/01-closeness/01-quiet/02-pipe.md")
    found = said(compile_content(root, today=TODAY))
    assert found == [
        "content/courses/01-closeness/01-quiet/02-pipe.md:1: This is neither a file nor a folder. Remove it."
    ]


@pytest.mark.parametrize(
    "name", ["a b.md", "<script>.md", "a\u202eb.md", "ü.md", "-a.md", "a" * 120 + ".md", "a\nb.md"]
)
def test_a_file_with_a_strange_name_is_refused(tmp_path, name):
    found = said(compiled(tmp_path, {f"courses/01-closeness/01-quiet/{name}": lesson(id="other")}))
    assert any("cannot be used" in text for text in found)
    assert all("\n" not in text and "\u202e" not in text for text in found)


def test_a_file_name_that_is_not_utf_8_is_refused(tmp_path):
    root = write(tmp_path / "content")
    Path(os.fsdecode(os.fsencode(root) + b"/courses/\xff.md")).write_text("x")
    found = said(compile_content(root, today=TODAY))
    assert any("cannot be used" in text for text in found)
    assert "\n".join(found).encode()


def test_a_folder_that_lies_too_deep_is_refused(tmp_path):
    found = said(compiled(tmp_path, {"courses/" + "a/" * 30 + "x.md": "x"}))
    assert any("lies too deep" in text for text in found)


def test_a_way_out_of_the_tree_in_a_figure_or_a_link_is_refused(tmp_path):
    for path in ("figures/../../secret.png", "../secret.png", "/etc/passwd", "figures/%2e%2e/secret.png"):
        found = said(compiled(tmp_path, {LESSON_PATH: lesson(f"![A door]({path})\n")}))
        assert any("There is no picture" in text for text in found), path


def test_a_file_with_a_thousand_faults_is_told_in_at_most_a_hundred_errors(tmp_path):
    assert len(said(compiled(tmp_path, {LESSON_PATH: lesson("Some <b>words</b>.\n\n" * 1_000)}))) <= 100


def test_a_root_that_does_not_exist_is_an_error(tmp_path):
    compilation = compile_content(tmp_path / "nowhere", today=TODAY)
    assert compilation.library is None
    assert any("cannot be read" in text for text in said(compilation))


SCRIPT = "<script>alert(1)</script>"
FIELDS = {
    "courses/01-closeness/course.yaml": (COURSE, ["Closeness\n", "Why getting close", "You want people", "It cannot"]),
    "courses/01-closeness/01-quiet/module.yaml": (MODULE, ["Quiet\n", "Learn what"]),
    "references.yaml": (REFERENCES, ["Bowlby, J.", "Attachment and", "Basic Books"]),
    "glossary.yaml": (GLOSSARY, ["Safe base", "A person"]),
    "support_lines.yaml": (SUPPORT_LINES, ["United Kingdom", "Samaritans\n", "116 123"]),
    "scales/tiny.yaml": (SCALE, ["A tiny", "Not at all", "How near", "Closeness, items", "Own wording", "Alder"]),
    LESSON_PATH: (
        lesson(),
        [
            "The quiet phone\n", "See what happens", "A story about", "Noor and", "A fact and a meaning", "worry wakes",
            "The alarm", "Say the fact", "Feel where", "Two columns", "Only write", "Think of", "What was the fact",
            "being left", "chest", "faint", "fact / ", "as many", "Which of these", "She is losing", "That is one",
            "people turn",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "words"), [(path, words) for path, (_, all_words) in FIELDS.items() for words in all_words]
)
def test_a_script_in_any_field_is_refused_at_its_line(tmp_path, path, words):
    text = FIELDS[path][0]
    assert words in text
    line = text[: text.index(words)].count("\n") + 1
    spoilt = text.replace(words, f"{SCRIPT}{words}", 1)
    compilation = compiled(tmp_path, {path: spoilt})
    assert compilation.library is None
    assert any(text.startswith(f"content/{path}:{line}: ") for text in said(compilation)), said(compilation)


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>'


def test_a_figure_that_exists_is_shown_with_its_words(tmp_path):
    for name, data in (("door.png", PNG), ("door.svg", SVG), ("door.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ")):
        body = f"![An open door](figures/{name})\n\nWords.[^1]\n\n[^1]: bowlby-1982 · mixed: words.\n"
        compilation = compiled(tmp_path / name, {LESSON_PATH: lesson(body), f"figures/{name}": data})
        assert compilation.library is not None, said(compilation)
        found = compilation.library.courses[0].modules[0].lessons[0]
        assert f'<img alt="An open door" class="figure" src="figures/{name}">' in html_of(found, 0)
        assert found.figures == (f"figures/{name}",)


@pytest.mark.parametrize(
    "data",
    [
        SVG.replace(b"<circle", b"<script>1</script><circle"),
        SVG.replace(b"<circle", b'<circle onload="x()"'),
        SVG.replace(b"<circle", b'<a href="https://a.org"><circle'),
        SVG.replace(b"<circle", b"<foreignObject/><circle"),
        SVG.replace(b"<circle", b'<image xlink:href="x"/><circle'),
        SVG.replace(b"<circle", b"<style>*{background:url(x)}</style><circle"),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        b'<?xml-stylesheet href="x"?>' + SVG,
        b"<html></html>",
    ],
)
def test_a_drawing_with_more_than_shapes_is_refused(tmp_path, data):
    found = said(compiled(tmp_path, {"figures/door.svg": data}))
    assert any("figures/door.svg:1: This drawing holds more than shapes" in text for text in found)


def test_a_picture_that_is_none_is_refused(tmp_path):
    for name in ("door.png", "door.webp"):
        found = said(compiled(tmp_path / name, {f"figures/{name}": b"<html><script>"}))
        assert any("not the kind of picture" in text for text in found)
