"""To be run once after a backup is restored, before any worker starts."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from outbox.services import close_after_restore


class Command(BaseCommand):
    help = (
        "After a backup is restored, and before any worker starts: mail that may have been sent since the backup was "
        "taken is closed and never sent again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stopped",
            metavar="MOMENT",
            help="When the old installation stopped sending, such as 2027-03-28T09:15+00:00. Without it: now.",
        )

    def handle(self, *args: Any, stopped: str | None, **options: Any) -> None:
        now = timezone.now()
        counts = close_after_restore(until=_moment(stopped, now), now=now)
        self.stdout.write(
            f"{counts['uncertain']} mails may have been sent and are closed as uncertain, "
            f"{counts['expired']} are too late."
        )


def _moment(given: str | None, now: datetime) -> datetime:
    if given is None:
        return now
    try:
        moment = parse_datetime(given)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise CommandError("--stopped must be a moment with its offset, such as 2027-03-28T09:15+00:00.")
    if moment > now:
        raise CommandError("--stopped lies ahead. Give the moment the old installation stopped sending.")
    return moment
