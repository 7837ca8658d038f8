"""The real library: compiled once, and its ids read from the files, since tests are named before they run."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from library.grammar import LibraryTree, compile_content

ID = re.compile(r"^id:\s*(\S+)", re.M)


def _ids(pattern: str) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(Path(settings.CONTENT_DIR).glob(pattern)))
    return [found[1] for text in texts if (found := ID.search(text))]


LESSONS = _ids("courses/*/*/*.md")
MODULES = _ids("courses/*/*/module.yaml")


@cache
def compiled() -> LibraryTree:
    """Trees are frozen, so one compilation serves every test."""
    compilation = compile_content(Path(settings.CONTENT_DIR), today=timezone.localdate())
    errors = [str(problem) for problem in compilation.problems if problem.severity == "error"]
    assert compilation.library is not None, "\n".join(errors)
    return compilation.library
