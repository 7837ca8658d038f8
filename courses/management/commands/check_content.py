"""Reads the content folder and says everything that is wrong in it, and where."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from library.grammar import Compilation, LibraryTree, compile_content
from library.grammar.survey import Opening, Survey, survey

COLUMNS = "{:<8} {:<34} {:>6} {:>9} {:>8} {:>6} {:>8} {:>7}"
MOST_LISTED = 20


def report(compilation: Compilation, command: BaseCommand) -> None:
    """`content/...md:12: what is wrong. How to mend it.`: warnings first, so that errors end the list."""
    for problem in sorted(compilation.problems, key=lambda problem: problem.severity, reverse=True):
        if problem.severity == "error":
            command.stdout.write(command.style.ERROR(str(problem)))
        else:
            command.stdout.write(f"{problem} (Advice; it does not block.)")


def compile_or_refuse(command: BaseCommand, root: Path, today: date) -> LibraryTree:
    """The library, after telling its warnings; ends the command if there is any error."""
    compilation = compile_content(root, today=today)
    report(compilation, command)
    if compilation.library is None:
        errors = sum(problem.severity == "error" for problem in compilation.problems)
        raise CommandError(f"{errors} to mend before this can be published. Nothing was changed.")
    return compilation.library


class Command(BaseCommand):
    help = (
        "Check the authored content: every problem with its file and line. Exits with 1 if anything blocks."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", default=str(settings.CONTENT_DIR), help="default: CONTENT_DIR"
        )

        parser.add_argument(
            "--report", action="store_true", help="print how each lesson reads and what repeats"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        library = compile_or_refuse(self, Path(options["folder"]), timezone.localdate())
        if options["report"]:
            self.tell(survey(Path(options["folder"]), library))
            self.stdout.write("")
        for scale in library.scales:
            if not scale.is_publishable:
                self.stdout.write(
                    f"Scale “{scale.id}” stays unpublished: its words belong to {scale.licence.holder}, "
                    "and are not in this folder. add_scale_text records them with a permission."
                )
        modules = [module for course in library.courses for module in course.modules]
        lessons = sum(len(module.lessons) for module in modules)
        courses = len(library.courses)
        ways = len(library.paths)
        paths = f", {ways} {'path' if ways == 1 else 'paths'}" if ways else ""
        self.stdout.write(
            self.style.SUCCESS(
                f"Ready to publish: {courses} courses, {len(modules)} modules, {lessons} lessons{paths}."
            )
        )

    def tell(self, found: Survey) -> None:
        """The editors' report: a table of the lessons, then what they say twice."""
        heads = ("Lesson", "Id", "Grade", "Sentence", "Longest", "Words", "Minutes", "Fields")
        self.stdout.write(COLUMNS.format(*heads))
        for row in found.figures:
            values = (
                f"{row.grade:.1f}",
                f"{row.sentence:.1f}",
                row.longest,
                row.words,
                row.minutes,
                row.fields,
            )
            self.stdout.write(COLUMNS.format(row.place, row.id[:34], *values))
        self.stdout.write(COLUMNS.format("", "All together", *_totals(found)))
        twins = [
            f"{twins.likeness:.0%}  {twins.first}  {twins.second}  “{twins.begins}”" for twins in found.twins
        ]
        self._list("Paragraphs of different lessons that are nearly the same", twins)
        self._list("Lessons that begin alike", [_opening(one) for one in found.lessons])
        self._list("Paragraphs that begin alike", [_opening(one) for one in found.paragraphs])

    def _list(self, heading: str, lines: list[str]) -> None:
        self.stdout.write(f"\n{heading}: {len(lines) or 'none'}")
        for line in lines[:MOST_LISTED]:
            self.stdout.write(f"  {line}")
        if len(lines) > MOST_LISTED:
            self.stdout.write(f"  and {len(lines) - MOST_LISTED} more")


def _totals(found: Survey) -> tuple[str, str, int, int, int, int]:
    """Averages of the grades and sentences, the longest sentence, and sums."""
    rows = found.figures
    count = len(rows) or 1
    return (
        f"{sum(row.grade for row in rows) / count:.1f}",
        f"{sum(row.sentence for row in rows) / count:.1f}",
        max((row.longest for row in rows), default=0),
        sum(row.words for row in rows),
        sum(row.minutes for row in rows),
        sum(row.fields for row in rows),
    )


def _opening(opening: Opening) -> str:
    return f"{opening.times} times  “{opening.words} …”  in {', '.join(opening.lessons)}"
