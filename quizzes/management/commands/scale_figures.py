"""Counts how well the statements of each scale hang together, and says where a key may be wrong."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models import ScaleFigure
from quizzes.rules.reliability import FEWEST_SHEETS
from quizzes.services import figures

ROW = "{:<20} {:<8} {:<12} {:>7} {:>6} {:>12}"


class Command(BaseCommand):
    help = (
        f"Count Cronbach's alpha and item-rest correlations over the sheets of people who agreed to it, from "
        f"{FEWEST_SHEETS} sheets on. Warns when alpha is below .60 or a statement goes against the rest."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = sorted(figures.count(now=timezone.now()), key=_order)
        if not found:
            self.stdout.write("No scale with a subscale of two statements or more has been published.")
            return
        self.stdout.write(ROW.format("Scale", "Version", "Subscale", "People", "Alpha", "Lowest rest"))
        for figure in found:
            self._tell(figure)

    def _tell(self, figure: ScaleFigure) -> None:
        rests = [rest for rest in figure.item_rests.values() if rest is not None]
        self.stdout.write(
            ROW.format(
                figure.version.quiz.key,
                figure.version.definition["version"],
                figure.subscale,
                figure.n,
                f"{figure.alpha:.2f}" if figure.alpha is not None else "-",
                f"{min(rests):+.2f}" if rests else "-",
            )
        )
        for doubt in figure.doubts:
            self.stdout.write(self.style.WARNING(f"  Look again: {doubt}"))


def _order(figure: ScaleFigure) -> tuple[int, int, str]:
    return figure.version.quiz.number, -figure.version.pk, figure.subscale
