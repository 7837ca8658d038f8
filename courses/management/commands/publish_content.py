"""Checks the content folder, says what would change, and publishes it in one transaction."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.management.commands.check_content import compile_or_refuse
from courses.publishing import PublicationRefused, PublicationReport, publish_library
from quizzes.publishing import held_back


class Command(BaseCommand):
    help = (
        "Check the content and publish it. Readers see the old library or the new one, never half. "
        "With -v 0 it says in one line what changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", default=str(settings.CONTENT_DIR), help="default: CONTENT_DIR"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        tree = compile_or_refuse(self, Path(options["folder"]), timezone.localdate())
        try:
            report = publish_library(tree=tree, by=None, now=timezone.now(), dry_run=options["dry_run"])
        except PublicationRefused as refusal:
            raise CommandError("\n".join((*refusal.sentences, "Nothing was changed."))) from None
        is_told_in_full = options["verbosity"] > 0
        self.tell(report, report.changes if is_told_in_full else ())
        for sentence in held_back(tree.scales, now=timezone.now()) if is_told_in_full else ():
            self.stdout.write(sentence)

    def tell(self, report: PublicationReport, changes: Sequence[str]) -> None:
        for change in changes:
            self.stdout.write(f"  {change}")
        self.stdout.write(self.style.SUCCESS(report.summary))
        if report.is_dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
