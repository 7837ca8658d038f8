"""Make this machine's data ready: tables, the published library, example people. Safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pages.services.examples import load_examples

FILE = "example-logins.txt"


class Command(BaseCommand):
    help = "Prepare a local installation: migrate, publish content/, add example people."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This adds people with known passwords. It never runs in production.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("publish_content", stdout=self.stdout)
        logins = load_examples(now=timezone.now())
        width = max(len(login.email) for login in logins)
        lines = [f"  {login.email:<{width}}  {login.password}  {login.who}" for login in logins]
        path = settings.DATA_DIR / FILE
        path.touch(mode=0o600)
        path.write_text("Example people (email, password):\n" + "\n".join(lines) + "\n")
