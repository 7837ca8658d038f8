"""Why an answer was not taken, in a sentence that says how to mend it and repeats none of its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.rules.values import BadValue

Facts = Mapping[str, int]


def sentence_of(bad: BadValue) -> str:
    return SENTENCES.get(bad.code, _other_page)(bad.facts)


def empty_sentence(*, is_log: bool) -> str:
    """A field the author asks for, left empty; with the way on without it."""
    if is_log:
        return _(
            "This one is asked for before the entry is kept. Write something, even one word; or leave it and come "
            "back: everything else waits here as a draft."
        )
    return _(
        "This one is asked for. Write something, even one word; or go on without it: everything else is saved."
    )


def _too_long(facts: Facts) -> str:
    over = facts["length"] - facts["most"]
    return ngettext(
        "This is %(over)d character over the %(most)d that fit here. Shorten it, or move a part to a free page.",
        "This is %(over)d characters over the %(most)d that fit here. Shorten it, or move a part to a free page.",
        over,
    ) % {"over": over, "most": facts["most"]}


def _cell_too_long(facts: Facts) -> str:
    return (
        _("Row %(row)d holds more than the %(most)d characters that fit. Shorten it, or use two rows.")
        % facts
    )


def _too_many_rows(facts: Facts) -> str:
    return _("%(count)d rows are more than the %(most)d that fit. Take some out, or join two.") % facts


def _not_in_range(facts: Facts) -> str:
    if "row" in facts:
        return (
            _("The rating in row %(row)d is not a whole number from %(low)d to %(high)d.") % facts
            + " "
            + _or_empty()
        )
    return _("Write a whole number from %(low)d to %(high)d.") % facts + " " + _or_empty()


def _or_empty() -> str:
    return _("You can also leave it empty.")


def _several(facts: Facts) -> str:
    return _("Only one answer fits here. Choose one, or none.")


def _not_offered(facts: Facts) -> str:
    return _("One of these answers is no longer offered. Load the page again and choose anew.")


def _not_a_day(facts: Facts) -> str:
    return _(
        "This is not a day of the calendar. Write it as year-month-day, for example 2026-11-22, or leave it empty."
    )


def _other_page(facts: Facts) -> str:
    return _("This page has changed since you opened it. Copy what you wrote, then load it again.")


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "too_long": _too_long,
    "cell_too_long": _cell_too_long,
    "too_many_rows": _too_many_rows,
    "not_in_range": _not_in_range,
    "several": _several,
    "not_offered": _not_offered,
    "not_a_day": _not_a_day,
}
