"""Says what would go out on a day, to whom (keys only) and why not. Writes nothing."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.copies import spare_copy
from reminders.services.rehearsing import Line, rehearse


class Command(BaseCommand):
    help = "Print what would go out on a day and why not, by keys. Only as a rehearsal: the planner writes by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, help="The local day of each person; today by default."
        )
        parser.add_argument("--dry-run", action="store_true", help="Needed: there is no other way.")

    def handle(self, *args: Any, on: date | None, dry_run: bool, **options: Any) -> None:
        if not dry_run:
            raise CommandError(
                "Add --dry-run. Notes are planned and sent by the worker, or by `manage.py tick`."
            )
        with spare_copy():
            lines = rehearse(on=on or timezone.localdate(), now=timezone.now())
        for line in lines:
            self.stdout.write(_told(line))
        self.stdout.write(f"{len(lines)} in all; nothing was written.")


def _told(line: Line) -> str:
    rung = f" (rung {line.rung})" if line.rung else ""
    return f"{line.due_at:%Y-%m-%d %H:%M}Z {line.learner_key} {line.kind}{rung} {line.outcome}"
