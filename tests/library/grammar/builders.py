"""Small content folders for tests: a lesson that uses everything, and a library as large as the real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from library.grammar import Compilation, compile_content
from library.grammar.trees import HtmlPart, LessonTree

TODAY = date(2026, 11, 22)

FRONT = {
    "id": "the-quiet-phone",
    "title": "The quiet phone",
    "purpose": "See what happens between a fact and what we make of it.",
    "minutes": "8",
    "mentions": "A story about an unanswered message. You can skip it.",
    "needs": "[]",
    "fork": "none",
    "sources": "[bowlby-1982]",
    "reviewed_by": "",
    "reviewed_on": "",
    "revision": "1",
}

BODY = """\
You send a message and the evening goes by. A **small** worry wakes up.

/// story | Noor and the tram
Noor looked at the screen. *Nothing yet,* she thought, and put it back in her bag.

*Noor is invented.*
///

## A fact and a meaning

The fact was small: no reply since lunch.[^1] The meaning came at once. See [safe base](term:safe-base)
or [the other lesson](lesson:the-quiet-phone). If it gets hard, [pause for a moment](help:grounding).

- One fact.
- One meaning.

/// key
The alarm says that someone matters. It cannot say why they are quiet.
///

### A smaller part

More on this is at [an open page](https://example.org/page?a=1&b=2).

/// caution
Sometimes the fear is about now. [See what can help](help:safety).
///

/// do
Do:
- Say the fact first.
- Wait for an hour.

Rather not:
- Write six messages.
///

/// settle
Feel where your feet meet the floor. You can also stop here.
///

/// exercise | fact-and-meaning
title: Two columns
mode: log
lighter: Only write the fact.

Think of a small silence.

- short: fact | What was the fact? | help: "no reply since lunch"
- long: meaning | What did it seem to mean?
- choice: fear | Which is nearer? | being left / being crowded / something else
- choices: body | Where was it? | chest / throat / hands | help: as many as you like
- slider: strength | How strong was it? | 0-10 | low: faint | high: very strong
- feelings: felt | What did you feel?
- table: days | Three days | fact / meaning / later | rows: 4
- date: when | When was it?
- ladder: steps | From small to large | rows: 6
///

/// questionnaire | tiny
///

/// check
? Which of these is a fact?
- [ ] She is losing interest. | That is one meaning among several.
- [x] She has not replied since Tuesday. | Yes. Anyone with the phone could see it.

? Which two could help tonight? {#tonight}
- [x] Saying the fact aloud. {#aloud} | Yes. It slows the story down.
- [x] Putting the phone in another room. | Yes. An hour is enough.
- [ ] Writing six messages. | It may feel better for a minute.
///

## To take with you

- **A small win:** you saw the fact.

[^1]: bowlby-1982 · well supported: people turn to those they trust when they are afraid.
"""

REFERENCES = """\
- key: bowlby-1982
  authors: Bowlby, J.
  year: 1982
  title: Attachment and Loss, Vol. 1
  venue: Basic Books
"""
GLOSSARY = """\
- key: safe-base
  term: Safe base
  definition: A person or place you can set out from.
"""
SUPPORT_LINES = """\
- country: United Kingdom
  service: Samaritans
  kind: crisis
  number: "116 123"
  hours: ""
  channels: [call]
  source_url: https://www.samaritans.org
  last_verified: 2026-11-01
  confirmed: true
"""
FEELINGS = """\
- key: at-ease
  title: At ease
  energy: low
  tone: pleasant
  words: [calm, safe, rested]
- key: afraid
  title: Afraid
  energy: high
  tone: unpleasant
  words: [uneasy, afraid]
"""
SCALE = """\
id: tiny
version: 1
title: A tiny check-in
min: 0
max: 10
anchors:
  - {value: 0, label: Not at all}
  - {value: 10, label: Very much}
items:
  - {id: near, text: "How near do you feel to people today?"}
  - {id: far, text: "How much room do you want today?"}
subscales:
  - {key: closeness, title: Closeness, items: [near, far]}
reverse: [far]
reliability: null
licence: {holder: Alder, state: own, citation: Own wording}
"""
COURSE = """\
id: closeness
title: Closeness
summary: Why getting close can feel unsafe.
for_whom: [You want people near and feel uneasy.]
not_for: [You are in danger now.]
cannot: It cannot diagnose you.
order: 1
"""
MODULE = """\
id: quiet
title: Quiet
purpose: Learn what silence does.
"""
LESSON_PATH = "courses/01-closeness/01-quiet/01-phone.md"


def front(**changes: str | None) -> str:
    """Front matter with some values changed; None leaves a key out."""
    values = {**FRONT, **changes}
    lines = [f"{key}: {value}".rstrip() for key, value in values.items() if value is not None]
    return "\n".join(["---", *lines, "---", ""])


def lesson(body: str = BODY, **changes: str | None) -> str:
    return f"{front(**changes)}\n{body}"


# The first line of the body when the front matter has its usual keys.
BODY_LINE = len(front().split("\n")) + 1


def write(root: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """A content folder with one lesson; ``files`` adds, replaces or, with None, leaves out."""
    contents: dict[str, str | bytes | None] = {
        "references.yaml": REFERENCES,
        "glossary.yaml": GLOSSARY,
        "support_lines.yaml": SUPPORT_LINES,
        "feelings.yaml": FEELINGS,
        "scales/tiny.yaml": SCALE,
        "courses/01-closeness/course.yaml": COURSE,
        "courses/01-closeness/01-quiet/module.yaml": MODULE,
        LESSON_PATH: lesson(),
        **(files or {}),
    }
    for name, content in contents.items():
        if content is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def compiled(root: Path, files: dict[str, str | bytes | None] | None = None) -> Compilation:
    return compile_content(write(root / "content", files), today=TODAY)


def compiled_body(root: Path, body: str, **changes: str | None) -> Compilation:
    return compiled(root, {LESSON_PATH: lesson(body, **changes)})


def said(compilation: Compilation, severity: str = "error") -> list[str]:
    return [str(problem) for problem in compilation.problems if problem.severity == severity]


def html_of(found: LessonTree, index: int) -> str:
    """The HTML of a lesson's part."""
    part = found.parts[index]
    assert isinstance(part, HtmlPart)
    return part.html


FILLER = "The evening was long and the phone lay still on the table by the door. "


def large_library(root: Path, *, lessons: int = 82, words: int = 1_000) -> Path:
    """As many lessons of as many words as asked for, ten to a module: for benchmarks and drills."""
    files: dict[str, str | bytes | None] = {
        LESSON_PATH: None,
        "courses/01-closeness/01-quiet/module.yaml": None,
    }
    per_section = FILLER * 10
    sections = max(1, words // len(per_section.split()))
    for number in range(lessons):
        folder = f"courses/01-closeness/{number // 10 + 1:02}-part"
        files[f"{folder}/module.yaml"] = f"id: part-{number // 10 + 1}\ntitle: Part\npurpose: Practise.\n"
        prose = "\n\n".join(f"## Section {n}\n\n{per_section}" for n in range(sections))
        body = BODY.replace("fact-and-meaning", f"exercise-{number}").replace(
            "## A fact", f"{prose}\n\n## A fact"
        )
        files[f"{folder}/{number:02}.md"] = lesson(
            body.replace("lesson:the-quiet-phone", f"lesson:lesson-{number}"), id=f"lesson-{number}"
        )
    return write(root, files)
