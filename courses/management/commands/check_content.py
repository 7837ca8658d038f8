"""Reads the content folder and says everything that is wrong in it, and where."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from library.grammar import Compilation, LibraryTree, compile_content


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

    def handle(self, *args: Any, **options: Any) -> None:
        library = compile_or_refuse(self, Path(options["folder"]), timezone.localdate())
        modules = [module for course in library.courses for module in course.modules]
        lessons = sum(len(module.lessons) for module in modules)
        courses = len(library.courses)
        self.stdout.write(
            self.style.SUCCESS(
                f"Ready to publish: {courses} courses, {len(modules)} modules, {lessons} lessons."
            )
        )
