"""The list of deleted accounts, to be kept beside the backups: a restored one must not bring them back."""

from typing import Any

from django.core.management.base import BaseCommand

from privacy.services import known_keys


class Command(BaseCommand):
    help = "Print the random keys of deleted accounts, one a line, for `post_restore --erased FILE`."

    def handle(self, *args: Any, **options: Any) -> None:
        for key in known_keys():
            self.stdout.write(str(key))
