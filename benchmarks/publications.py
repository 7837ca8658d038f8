"""Run inside the product: write 82 lessons, compile, publish three times. Prints JSON."""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from courses.publishing import publish_library  # noqa: E402
from library.grammar import compile_content  # noqa: E402
from library.models import Publication  # noqa: E402
from tests.library.grammar.builders import large_library  # noqa: E402

TODAY = date(2026, 11, 20)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        large_library(root, lessons=82, words=1000)
        compilation, compile_seconds = timed(lambda: compile_content(root, today=TODAY))
        tree = compilation.library
        assert tree is not None, [str(problem) for problem in compilation.problems][:3]
        first = timed(lambda: publish_library(tree=tree, by=None, now=timezone.now()))[1]
        before = Publication.objects.count()
        unchanged = timed(
            lambda: publish_library(
                tree=compile_content(root, today=TODAY).library, by=None, now=timezone.now()
            )
        )[1]
        rows = Publication.objects.count() - before
        one = timed(lambda: publish_library(tree=with_one_change(root), by=None, now=timezone.now()))[1]
    lessons = [lesson for course in tree.courses for module in course.modules for lesson in module.lessons]
    figures = {
        "lessons": len(lessons),
        "words": sum(lesson.words for lesson in lessons),
        "compile": compile_seconds,
        "first": first,
        "unchanged": unchanged,
        "rows": rows,
        "one": one,
    }
    print(json.dumps(figures))


def with_one_change(root: Path) -> Any:
    path = next(iter(sorted(root.rglob("*.md"))))
    path.write_text(path.read_text().replace("minutes: 8", "minutes: 9", 1))
    return compile_content(root, today=TODAY).library


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    answer = action()
    return answer, time.perf_counter() - started


if __name__ == "__main__":
    main()
