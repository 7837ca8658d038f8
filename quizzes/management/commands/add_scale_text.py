"""Records the words of somebody else's scale, and the permission to use them."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import RuleBroken
from library.grammar.trees import PermissionTree, ScaleTree, TextPackTree
from quizzes import publishing
from quizzes.publishing import Grant


class Command(BaseCommand):
    help = (
        "Record the words of a scale that belongs to others, with who allowed their use, when and for what. "
        "The next publish_content then offers the scale. docs/scales.md shows the file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scale", help="the id of a key, such as ecr-r")
        parser.add_argument("file", type=Path, help="the words, as YAML")
        parser.add_argument("--holder", required=True, help="who owns the words")
        parser.add_argument("--granted-by", required=True, help="who gave the permission")
        parser.add_argument("--granted-to", required=True, help="to whom: you, or your organisation")
        parser.add_argument("--granted-on", required=True, type=date.fromisoformat, metavar="2026-11-30")
        parser.add_argument("--scope", required=True, help="for what it was given, in their words")
        parser.add_argument("--until", type=date.fromisoformat, help="its last day, if it has one")
        parser.add_argument("--document", default="", help="where the letter is kept")
        parser.add_argument(
            "--words-may-leave",
            action="store_true",
            help="the words may also stand in files that people take",
        )
        parser.add_argument("--dry-run", action="store_true", help="look at the file and record nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = publishing.key_of_others(options["scale"])
            pack = self._read(options["file"], key)
            self._show(key, pack)
            if options["dry_run"]:
                self.stdout.write("This was a dry run: nothing was recorded.")
                return
            publishing.add_text(key=key, pack=pack, grant=_grant(options), now=timezone.now())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            self.style.SUCCESS(f"Recorded, with the permission. `publish_content` now offers “{key.id}”.")
        )

    def _read(self, path: Path, key: ScaleTree) -> TextPackTree:
        pack, problems = publishing.read_text(path=path, key=key)
        for problem in problems:
            self.stdout.write(self.style.ERROR(str(problem)))
        if pack is None:
            raise CommandError("Nothing was recorded. Mend the file and try again.")
        return pack

    def _show(self, key: ScaleTree, pack: TextPackTree) -> None:
        """Beside each text what the key does with it: copies of these scales come in several orders."""
        self.stdout.write("Look this over. A text at the wrong item is scored for something it does not say.")
        for part in key.subscales:
            self.stdout.write(f"\n{part.title} ({part.key})")
            for item in part.items:
                turned = "reversed" if item in key.reverse else ""
                self.stdout.write(f"  {item:<5} {turned:<9} {pack.texts[item]}")
        self.stdout.write("")


def _grant(options: dict[str, Any]) -> Grant:
    return Grant(
        holder=options["holder"],
        permission=PermissionTree(
            given_by=options["granted_by"],
            given_on=options["granted_on"],
            for_what=options["scope"],
            given_to=options["granted_to"],
            until=options["until"],
            document=options["document"],
            words_may_leave=options["words_may_leave"],
        ),
    )
