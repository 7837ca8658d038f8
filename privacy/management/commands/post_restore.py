"""To be run once after a backup is restored, before any worker starts."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from outbox.services import close_after_restore
from privacy.services import erase_again, list_path, read_list


class Command(BaseCommand):
    help = (
        "After a backup is restored, and before any worker starts: mail that may have been sent since the backup was "
        "taken is closed and never sent again, and accounts deleted since then are deleted again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stopped",
            metavar="MOMENT",
            help="When the old installation stopped sending, such as 2027-03-28T09:15+00:00. Without it: now.",
        )
        parser.add_argument(
            "--erased",
            metavar="FILE",
            action="append",
            default=[],
            help=(
                "A list of deleted accounts (erased.list, or what erased_list printed); more than one may be given. "
                "The list of this installation is read in any case."
            ),
        )

    def handle(self, *args: Any, stopped: str | None, erased: list[str], **options: Any) -> None:
        now = timezone.now()
        keys = _keys([Path(name) for name in erased])
        counts = close_after_restore(until=_moment(stopped, now), now=now)
        self.stdout.write(
            f"{counts['uncertain']} mails may have been sent and are closed as uncertain, "
            f"{counts['expired']} are too late."
        )
        again = erase_again(keys=keys, now=now)
        self.stdout.write(
            f"{len(keys)} deleted {'account is' if len(keys) == 1 else 'accounts are'} listed; "
            f"{again} had come back and {'is' if again == 1 else 'are'} deleted again."
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


def _keys(given: Iterable[Path]) -> set[UUID]:
    keys: set[UUID] = set()
    own = list_path()
    for path in (*given, *([own] if own.exists() else [])):
        try:
            keys.update(read_list(path))
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise CommandError(f"{path} is no list of deleted accounts: each line is one key.") from error
    return keys
