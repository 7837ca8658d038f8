"""Lists what was published, and publishes any of it again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.publishing import PublicationRefused, restore_publication
from library.models import Publication


class Command(BaseCommand):
    help = "Without a key: list the publications. With one: publish it again, in one transaction, as a new publication."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", help="the first characters of a publication's key are enough")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["key"]:
            return self.tell_all()
        publication = self.find(options["key"])
        try:
            report = restore_publication(
                publication=publication, by=None, now=timezone.now(), dry_run=options["dry_run"]
            )
        except PublicationRefused as refusal:
            raise CommandError("\n".join((*refusal.sentences, "Nothing was changed."))) from None
        for change in report.changes:
            self.stdout.write(f"  {change}")
        self.stdout.write(self.style.SUCCESS(report.summary))
        if report.is_dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
        return None

    def tell_all(self) -> None:
        for publication in Publication.objects.newest_first():
            mark = " (current)" if publication.is_current else ""
            first = publication.changes[0] if publication.changes else ""
            self.stdout.write(
                f"{str(publication.key)[:8]}  {publication.published_at:%Y-%m-%d %H:%M}{mark}  {first}"
            )

    def find(self, beginning: str) -> Publication:
        found: list[Publication] = [
            p for p in Publication.objects.newest_first() if str(p.key).startswith(beginning.lower())
        ]
        if len(found) != 1:
            how_many = "No publication" if not found else "More than one publication"
            raise CommandError(f"{how_many} begins with “{beginning}”. Run this without a key to list them.")
        return found[0]
