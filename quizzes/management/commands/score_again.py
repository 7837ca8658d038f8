"""Scores sheets anew after the scorer has changed. Every new score is one more row; what people were told stays."""

from typing import Any

from django.core.management.base import BaseCommand

from quizzes import services
from quizzes.models import Sitting


class Command(BaseCommand):
    help = "Add a score for each sheet whose newest one was made by an earlier scorer. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        sheets = Sitting.objects.submitted().of_scales().with_questions().order_by("pk").iterator()
        added = sum(services.score_again(sitting=sheet) is not None for sheet in sheets)
        self.stdout.write(self.style.SUCCESS(f"Scores added: {added}."))
