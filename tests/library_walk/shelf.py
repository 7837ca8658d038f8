"""The real library: compiled once, and its ids read from the files, since tests are named before they run."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from library.grammar import LibraryTree, compile_content

ID = re.compile(r"^id:\s*(\S+)", re.M)


def _ids(folder: Path, pattern: str) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern)))
    return [found[1] for text in texts if (found := ID.search(text))]


COURSES = sorted(Path(settings.CONTENT_DIR, "courses").glob("*/"))
LESSONS = [name for course in COURSES for name in _ids(course, "*/*.md")]
FIRST_LESSONS = [_ids(course, "*/*.md")[0] for course in COURSES]
MODULES = [name for course in COURSES for name in _ids(course, "*/module.yaml")]


@cache
def compiled() -> LibraryTree:
    """Trees are frozen, so one compilation serves every test."""
    compilation = compile_content(Path(settings.CONTENT_DIR), today=timezone.localdate())
    errors = [str(problem) for problem in compilation.problems if problem.severity == "error"]
    assert compilation.library is not None, "\n".join(errors)
    return compilation.library
