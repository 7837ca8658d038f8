"""Make this machine's data ready: tables, the published library, example people. Safe to repeat."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from pages.services.examples import SECRET, load_examples

FILE = "example-logins.txt"


class Command(BaseCommand):
    help = "Prepare a local installation: migrate, publish content/, add example people."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This adds people with known passwords. It never runs in production.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.stdout.write("Publishing content/ …")
        call_command("publish_content", verbosity=0, stdout=self.stdout)
        logins = load_examples(now=timezone.now())
        width = max(len(login.email) for login in logins)
        lines = [f"  {login.email:<{width}}  {login.password}  {login.who}" for login in logins]
        path = settings.DATA_DIR / FILE
        path.touch(mode=0o600)
        code = f"Key of their app, for those who are asked for a code: {SECRET}"
        if settings.HAS_MAILBOX_PAGE:
            code = f"The code of those who are asked for one: {urljoin(settings.SITE_URL, reverse('pages:code'))}"
        path.write_text("\n".join(["Example people (email, password):", *lines, code]) + "\n")
