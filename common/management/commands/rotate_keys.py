"""Seal everything again with the first key of ENCRYPTION_KEYS, so that older ones can be dropped."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import keys, rotation


class Command(BaseCommand):
    help = (
        "Seal everything again with the first key of ENCRYPTION_KEYS. People may go on writing; a run that was "
        "interrupted is simply started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Only count which rows need which old key."
        )
        parser.add_argument("--batch", type=int, default=200, help="Rows in one transaction.")

    def handle(self, *args: Any, dry_run: bool, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch is a number of rows, 1 or more.")
        if dry_run:
            self._tell_what_is_needed()
        else:
            self._rotate(batch)

    def _rotate(self, batch: int) -> None:
        start, reports = time.monotonic(), []
        for report in rotation.rotate(batch=batch):
            reports.append(report)
            self.stdout.write(f"{report.table}: {report.renewed}")
            for name in sorted(report.unreadable):
                self.stderr.write(f"{report.table} {name} does not open.")
        seconds, renewed = time.monotonic() - start, sum(report.renewed for report in reports)
        self.stdout.write(f"{renewed} rows in {seconds:.1f} s ({renewed / max(seconds, 0.001):.0f}/s).")
        self._refuse_what_is_left(reports)
        for key_id in self._tell_what_is_needed():
            keys.forget_proof(key_id)

    def _refuse_what_is_left(self, reports: list[rotation.Report]) -> None:
        if unreadable := sum(len(report.unreadable) for report in reports):
            raise CommandError(
                f"{unreadable} values do not open and were left as they are; the lines above name them. Keep every "
                "key, put back the one they were sealed with, and run this again."
            )
        if waiting := sum(report.waiting for report in reports):
            raise CommandError(f"{waiting} rows were being written all the time. Run this again.")

    def _tell_what_is_needed(self) -> list[str]:
        """Returns the keys of the ring that can be dropped."""
        needed = rotation.needed_keys()
        for table, counts in needed.items():
            for key_id, rows in counts.items():
                words = "sealed with no key of the ring" if key_id == "?" else f"need the key “{key_id}”"
                self.stdout.write(f"{table}: {rows} rows {words}")
        still = {key_id for counts in needed.values() for key_id in counts}
        spare = [key_id for key_id, _ in settings.ENCRYPTION_KEYS[1:] if key_id not in still]
        for key_id in spare:
            self.stdout.write(f"No row needs the key “{key_id}” any more.")
        if not still:
            self.stdout.write("Every row is sealed with the first key.")
        return spare
