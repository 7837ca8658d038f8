"""The drawings of a result on paper, each with the words it has on the page, and the scales one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from quizzes.rules.reading import Dimension, Reading
from quizzes.services.papers.pieces import DAY, Block, day, heading, number, para, small, told_of
from quizzes.services.results import Shown


def map_blocks(shown: Shown) -> Iterator[Block]:
    reading = shown.reading
    assert reading.plane is not None
    yield heading(2, _("Your place on the map"))
    yield {
        "kind": "plane",
        "alt": _alternative(reading),
        "plane": asdict(reading.plane),
        "words": _axes(reading)
        | {
            "top": [_("Self-reliant, keeps some distance"), _("Wants closeness and is wary of it")],
            "bottom": [
                _("At ease with closeness and with space"),
                _("Drawn close, alert to signs of distance"),
            ],
        },
        "legend": {
            "today": _("This time"),
            "area": _("Likely area, assumed") if reading.is_assumed else _("Likely area"),
            "earlier": _("Earlier") if reading.plane.earlier else "",
        },
    }
    yield {"kind": "strong", "lead": _("How sure is this?"), "text": _how_sure(reading)}
    yield para(
        _(
            "Books and websites often use four style words for the corners: secure (bottom left), preoccupied (bottom "
            "right), dismissing (top left) and fearful (top right). Read them as directions on this map. Studies find "
            "people spread over the whole of it, with no gaps between corners; and in 46,610 answer sheets of another "
            "questionnaire, 28%% changed corner between two random halves of one sitting."
        )
        % {}
    )


def _axes(reading: Reading) -> Block:
    return {
        "right": reading.worry.title,
        "up": reading.distance.title,
        "less": _("Less"),
        "more": _("More"),
        "top": [],
        "bottom": [],
    }


def _alternative(reading: Reading) -> str:
    names = {"right": reading.worry.title, "up": reading.distance.title}
    parts = [
        _("A square. “%(right)s” runs from left to right, “%(up)s” from bottom to top.") % names,
        *(f"{one.title}: {_(one.band_words)}" for one in reading.dimensions),
        _("The shaded area around the dot shows where your result could fall on another ordinary day."),
    ]
    if reading.is_assumed:
        parts.append(_("Its size is assumed."))
    if reading.plane and reading.plane.earlier:
        parts.append(_("Hollow circles mark earlier results; a dotted line joins them in the order of time."))
    return " ".join([*parts, _("The same information is in the table below.")])


def _how_sure(reading: Reading) -> str:
    if reading.is_assumed:
        return _(
            "We don’t know yet how precise these statements are. The shaded area is assumed: as large as for a "
            "questionnaire of middling precision. If that holds, answering again on another ordinary day would land "
            "inside it about 9 times out of 10. Where exactly the dot sits does not matter."
        )
    return _(
        "If you answered again on another ordinary day, your result would land inside the shaded area about 9 times "
        "out of 10. Where exactly the dot sits does not matter."
    )


def scales(shown: Shown) -> Iterator[Block]:
    yield heading(2, _("Each scale by itself"))
    ends = [_("Less"), _("Middle"), _("More")]
    for one in shown.reading.dimensions:
        yield heading(3, one.title)
        if one.bar is None:
            yield para(_("Not scored: too few answers."))
            continue
        yield {"kind": "strong", "lead": _(one.band_words), "text": _(one.words) if one.words else ""}
        yield {"kind": "bar", "alt": _bar_alternative(shown, one), "bar": asdict(one.bar), "ends": ends}
    yield from _change(shown)


def _bar_alternative(shown: Shown, one: Dimension) -> str:
    told = told_of(one) | {"lowest": shown.lowest, "highest": shown.highest}
    words = (
        _("%(value)s on a scale from %(lowest)s to %(highest)s, likely between %(low)s and %(high)s") % told
    )
    return f"{words} {_('(assumed)')}" if one.error.is_assumed else words


def _change(shown: Shown) -> Iterator[Block]:
    compared = [one for one in shown.reading.dimensions if one.is_change is not None]
    if not compared:
        return
    since = day(shown.earlier[0].sitting.submitted_at, DAY)
    yield heading(3, _("Since %(date)s") % {"date": since})
    yield {"kind": "list", "items": [_changed(one) for one in compared]}
    if shown.reading.assumed:
        needed = {"needed": floatformat(shown.reading.assumed.needed, 1)}
        words = _(
            "Less than about %(needed)s is what chance would often make; that size is assumed, as the ranges are."
        )
        yield small(words % needed)
    else:
        yield small(
            _("A change is called real where it is larger than chance would make it 19 times out of 20.")
        )


def _changed(one: Dimension) -> str:
    told = {"title": one.title, "was": floatformat(one.earlier[0], 1), "value": floatformat(one.value, 1)}
    if one.is_change:
        words = _("%(title)s: %(was)s then, %(value)s now. Probably a real change. It does not say why.")
        return words % told
    return _("%(title)s: %(was)s then, %(value)s now. It can easily be chance.") % told


def bonds_blocks(shown: Shown) -> Iterator[Block]:
    yield heading(2, _("Beside your other answers"))
    if shown.has_map_of_bonds:
        yield _map_of_bonds(shown)
    titles = [one.title for one in shown.reading.dimensions]
    yield {
        "kind": "table",
        "header": [_("About"), *titles],
        "rows": [[_bond_name(bond), *(number(value) for value in bond.values)] for bond in shown.bonds],
    }
    common = _("It is common to be one way with one person and another with the next.")
    yield para(f"{common} {_difference(shown.reading.dimensions[0])}")


def _difference(one: Dimension) -> str:
    needed = {"needed": floatformat(one.error.needed, 1)}
    if one.error.is_assumed:
        words = _(
            "A difference of less than about %(needed)s can easily be chance; that size is assumed, as the ranges are."
        )
        return words % needed
    return _("A difference of less than about %(needed)s can easily be chance.") % needed


def _bond_name(bond: Any) -> str:
    when = _("this result") if bond.is_this else day(bond.result.sitting.submitted_at, DAY)
    return f"{bond.label} ({when})"


def _map_of_bonds(shown: Shown) -> Block:
    names = {"right": shown.reading.worry.title, "up": shown.reading.distance.title}
    alternative = [_("A square. “%(right)s” runs from left to right, “%(up)s” from bottom to top.") % names]
    alternative += [f"{bond.label}: {', '.join(map(number, bond.values))}." for bond in shown.bonds]
    return {
        "kind": "bonds",
        "alt": " ".join(alternative),
        "words": _axes(shown.reading),
        "plane": asdict(shown.reading.plane) if shown.reading.plane else None,
        "marks": [
            {
                "shape": bond.result.sitting.about,
                "is_this": bond.is_this,
                "label": bond.label,
                **asdict(bond.mark.at),
            }
            for bond in shown.bonds
            if bond.mark
        ],
    }
