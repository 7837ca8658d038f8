#!/usr/bin/env python
"""Django's command line for Alder."""

import os
import sys

from django.core.management import execute_from_command_line

from common import keys

# What must run before there is a database, or without one. Everything else proves its keys first.
NEEDS_NO_KEYS = {
    "check", "check_content", "collectstatic", "compilemessages", "createcachetable", "diffsettings", "findstatic",
    "help", "makemessages", "makemigrations", "migrate", "showmigrations", "sqlmigrate", "test", "version",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    keys.read_settings_or_exit()
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in NEEDS_NO_KEYS and not command.startswith("-"):
        keys.prove_or_exit()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
