"""Small libraries for tests, made as authors make them: files in a folder, the grammar, publishing."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from accounts.models import User
from courses.models import Course, Lesson
from courses.publishing import publish_library
from library.grammar import LibraryTree, compile_content

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

REFERENCES = """\
- key: bowlby-1988
  authors: Bowlby, J.
  year: 1988
  title: A Secure Base
  venue: Routledge
"""
GLOSSARY = """\
- key: safe-base
  term: Safe base
  definition: A person or place to set out from and come back to.
"""
SUPPORT_LINES = """\
- country: United Kingdom
  service: Listening line
  kind: crisis
  number: "116 123"
  hours: ""
  channels: [call]
  source_url: https://example.org/lines
  last_verified: 2026-11-01
  confirmed: true
- country: Elsewhere
  service: Directory
  kind: directory
  number: ""
  hours: ""
  channels: [web]
  source_url: https://example.org/directory
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
CHECK = """\
/// check
? What moved in the story?
- [x] A cup. | Yes. The cup moved.
- [ ] A chair. | The chair stayed where it was.

? Which of these happened?
- [ ] Nothing. | Something small did.
- [x] Somebody waited. | Yes. It took a while.
///
"""
SETTLE = """\
/// settle
Feel where your feet meet the floor. You can also stop here.
///
"""
EXERCISE = """\
/// exercise | {id}-try
title: Try it out
mode: page
lighter: Only think of one word.

Think of an ordinary morning.

- short: word | One word for it
- choice: feel | How was it? | fine / so-so
///
"""
SCALE = """\
id: closeness
version: 1
title: Where are you now?
min: 1
max: 7
anchors:
  - {value: 1, label: disagree}
  - {value: 7, label: agree}
items:
  - {id: a1, text: I worry that people will leave.}
  - {id: b1, text: I keep people at a distance.}
subscales:
  - {key: worry, title: Worry, items: [a1]}
  - {key: distance, title: Distance, items: [b1]}
reliability: null
licence:
  holder: Alder
  state: own
  citation: Our own words.
"""


def lesson_text(
    name: str,
    *,
    title: str = "",
    revision: int = 1,
    minutes: int = 8,
    mentions: str = "",
    needs: Iterable[str] = (),
    fork: str = "none",
    required: bool = True,
    words: str = "Somebody waited by the window.",
    pieces: Iterable[str] = (CHECK,),
) -> str:
    """One lesson's Markdown, short and without errors."""
    front = f"""\
---
id: {name}
title: {title or name.replace("-", " ").capitalize()}
purpose: See one small thing.
minutes: {minutes}
mentions: {mentions}
needs: [{", ".join(needs)}]
fork: {fork}
sources: [bowlby-1988]
reviewed_by:
reviewed_on:
revision: {revision}
required: {str(required).lower()}
---

"""
    body = f"""\
{words} There is a [safe base](term:safe-base).[^1]

/// story | A cup
A cup stood on the sill. Then it stood on the table.
///

## What happened

The cup moved. That is all.

/// key
Small things count.
///

"""
    ending = (
        "\n## To take with you\n\n- You read this.\n\n[^1]: bowlby-1988 · well supported: people return.\n"
    )
    return front + body + "\n".join(piece.format(id=name) for piece in pieces) + ending


class Folder:
    """A content folder to write into. Names of files and folders mean nothing but order."""

    def __init__(self, root: Path) -> None:
        self.root = root / "content"
        self.write("references.yaml", REFERENCES)
        self.write("glossary.yaml", GLOSSARY)
        self.write("support_lines.yaml", SUPPORT_LINES)
        self.write("feelings.yaml", FEELINGS)
        self.write("scales/closeness.yaml", SCALE)

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def course(self, folder: str, name: str, order: int = 1, title: str = "") -> None:
        self.write(
            f"courses/{folder}/course.yaml",
            f"id: {name}\ntitle: {title or name.capitalize()}\nsummary: A small course.\n"
            f"for_whom: [You have ten minutes.]\nnot_for: [You are in danger now.]\n"
            f"cannot: It cannot diagnose you.\norder: {order}\n",
        )

    def path(self, name: str, lessons: Iterable[str], *, order: int = 1, title: str = "") -> Path:
        return self.write(
            f"paths/{name}.yaml",
            f"id: {name}\ntitle: {title or name.replace('-', ' ').capitalize()}\nsummary: A way through.\n"
            f"for_whom: [You have an hour.]\nnot_for: [You are in danger now.]\n"
            f"cannot: It leaves a lot out.\norder: {order}\nlessons: [{', '.join(lessons)}]\n",
        )

    def module(self, folder: str, name: str, title: str = "") -> None:
        self.write(
            f"courses/{folder}/module.yaml",
            f"id: {name}\ntitle: {title or name.capitalize()}\npurpose: One step.\n",
        )

    def lesson(self, path: str, text: str) -> Path:
        return self.write(f"courses/{path}.md", text)

    def fill(self, *, courses: int = 1, modules: int = 2, lessons: int = 2) -> "Folder":
        """Courses course-1.., modules course-1-module-1.., lessons lesson-1-1-1.. (course, module, lesson)."""
        for c in range(1, courses + 1):
            self.course(f"{c:02}", f"course-{c}", order=c, title=f"Course {c}")
            for m in range(1, modules + 1):
                self.module(f"{c:02}/{m:02}", f"course-{c}-module-{m}", title=f"Module {c}.{m}")
                for n in range(1, lessons + 1):
                    self.lesson(f"{c:02}/{m:02}/{n:02}", lesson_text(f"lesson-{c}-{m}-{n}"))
        return self

    def compile(self) -> LibraryTree:
        files = (path for path in self.root.rglob("*") if path.is_file())
        return _compiled_from(
            frozenset((path.relative_to(self.root).as_posix(), path.read_bytes()) for path in files)
        )

    def publish(self, *, by: User | None = None, now: datetime = NOON):
        return publish_library(tree=self.compile(), by=by, now=now)


def publish_small_library(*, courses: int = 1, modules: int = 2, lessons: int = 2) -> LibraryTree:
    """Publish a library of that size; lessons have the keys lesson-1-1-1.. (course, module, lesson)."""
    tree = _compiled(courses, modules, lessons)
    publish_library(tree=tree, by=None, now=NOON)
    return tree


@cache
def _compiled_from(files: frozenset[tuple[str, bytes]]) -> LibraryTree:
    """The same words make the same tree, whatever folder they lie in, and trees are frozen."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "content")  # as problems name it
        for path, words in files:
            at = root / path
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(words)
        compilation = compile_content(root, today=TODAY)
    errors = [str(problem) for problem in compilation.problems if problem.severity == "error"]
    assert compilation.library is not None, "\n".join(errors)
    return compilation.library


@cache
def _compiled(courses: int, modules: int, lessons: int) -> LibraryTree:
    """Trees are frozen, so one compilation serves every test."""
    with tempfile.TemporaryDirectory() as folder:
        return Folder(Path(folder)).fill(courses=courses, modules=modules, lessons=lessons).compile()


def course(key: str = "course-1") -> Course:
    return Course.objects.get(key=key)


def lesson(key: str = "lesson-1-1-1") -> Lesson:
    return Lesson.objects.select_related("module__course").get(key=key)
