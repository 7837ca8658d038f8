"""The numbers of a result on paper, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from quizzes.rules.reading import Dimension, Reading
from quizzes.services.papers.pieces import TIME, Block, day, heading, number, small, told_of
from quizzes.services.results import Shown


def numbers_blocks(shown: Shown) -> Iterator[Block]:
    reading = shown.reading
    yield heading(2, _("The numbers"))
    yield {
        "kind": "table",
        "header": [
            _("Scale, %(low)s to %(high)s") % {"low": shown.lowest, "high": shown.highest},
            _("This time"),
            _("Likely range, assumed") if reading.is_assumed else _("Likely range"),
            _("Answered"),
            *(day(past.sitting.submitted_at, TIME) for past in shown.earlier),
        ],
        "rows": [_row(one) for one in reading.dimensions],
    }
    yield small(" ".join(_rests_on(reading)))


def _row(one: Dimension) -> list[str]:
    counts = {"answered": one.score.n_answered, "total": one.score.n_items}
    return [
        one.title,
        number(one.value),
        _("none") if one.value is None else _("%(low)s to %(high)s") % told_of(one),
        _("%(answered)s of %(total)s") % counts,
        *map(number, one.earlier),
    ]


def _rests_on(reading: Reading) -> Iterator[str]:
    yield _(
        "You answered %(answered)s of %(total)s statements. A score is the plain mean of your answers, some turned "
        "round; it is not moved towards anybody’s average."
    ) % {"answered": reading.n_answered, "total": reading.n_items}
    if error := reading.assumed:
        yield _(
            "The range is assumed (reliability %(reliability)s, standard deviation %(sd)s): about %(likely)s either "
            "side, for 9 repeats in 10."
        ) % {
            "reliability": floatformat(error.reliability, 2),
            "sd": floatformat(error.sd, 1),
            "likely": floatformat(error.likely, 1),
        }
    for one in reading.dimensions:
        if not one.error.is_assumed:
            yield _(
                "The range of “%(title)s” rests on reliability %(reliability)s and standard deviation %(sd)s "
                "(%(source)s)."
            ) % {
                "title": one.title,
                "reliability": floatformat(one.error.reliability, 2),
                "sd": floatformat(one.error.sd, 1),
                "source": one.error.source,
            }
