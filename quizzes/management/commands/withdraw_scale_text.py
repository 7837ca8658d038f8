"""Notes that the permission to use a scale's words was taken back, and takes the scale down at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import RuleBroken
from quizzes import publishing


class Command(BaseCommand):
    help = (
        "Take a scale down because the permission to use its words was withdrawn. People keep their results."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scale", help="the id of the scale")
        parser.add_argument("--by", required=True, help="who took the permission back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            publishing.withdraw_text(scale_id=options["scale"], by=options["by"], now=timezone.now())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            self.style.SUCCESS(
                "Taken down. Results stay; the words are not shown any more and leave in no file."
            )
        )
