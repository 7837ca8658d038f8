"""Check-ins: how somebody arrives today, the two weeks behind them as a drawing and in words, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID, uuid4

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from journal.models import Entry
from journal.rules.trend import DAYS, WORDS, Trend, days_between, is_rough, trend_of
from journal.services.finding import body_of

A_PAGE = 30
LAST_VICTORIES = 3
# The words as they are kept; pages show them in the reader's language.
IN_WORDS = dict(
    zip(
        WORDS,
        (
            gettext_lazy("Stormy"),
            gettext_lazy("Heavy"),
            gettext_lazy("Mixed"),
            gettext_lazy("Lighter"),
            gettext_lazy("Clear"),
        ),
        strict=True,
    )
)
NUMBERS = (
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
    gettext_lazy("thirteen"),
    gettext_lazy("fourteen"),
)


@dataclass(frozen=True)
class CheckIn:
    """One day's check-in as its writer reads it; `word` is empty while only the rest is written."""

    key: UUID
    day: date
    word: str = ""
    feelings: Sequence[str] = ()
    note: str = ""
    sequence: int = 0
    has_other: bool = False  # another page wrote something else, which is kept beside

    @property
    def in_words(self) -> str:
        return str(IN_WORDS.get(self.word, self.word))

    @property
    def icon(self) -> str:
        """The drawing that keeps the word company, if it is one of the five."""
        return _icon(self.word) if self.word in WORDS else ""


@dataclass(frozen=True)
class Choice:
    """One of the five words, to choose from."""

    value: str
    icon: str
    is_chosen: bool

    @property
    def in_words(self) -> str:
        return str(IN_WORDS[self.value])


@dataclass(frozen=True)
class Figure:
    """The two weeks as a drawing with its title and description, and the line beneath it."""

    trend: Trend
    title: str
    description: str
    caption: str


@dataclass(frozen=True)
class DayWord:
    """A day and the word that was chosen on it, and nothing that stood beside it."""

    day: date
    word: str

    @property
    def in_words(self) -> str:
        return str(IN_WORDS[self.word])

    @property
    def icon(self) -> str:
        return _icon(self.word)


@dataclass(frozen=True)
class Line:
    """A small victory as Today repeats it."""

    day: date
    words: str


@dataclass(frozen=True)
class Arriving:
    """Today's check-in, if there is one, and what lies around it. `key` is of its entry, or of the one to come."""

    today: date
    check_in: CheckIn | None
    check_ins: Sequence[CheckIn]
    victories: Sequence[Line] = ()

    @cached_property
    def key(self) -> UUID:
        return self.check_in.key if self.check_in else uuid4()

    @property
    def sequence(self) -> int:
        return self.check_in.sequence if self.check_in else 0

    @property
    def choices(self) -> list[Choice]:
        chosen = self.check_in.word if self.check_in else ""
        return [Choice(word, _icon(word), word == chosen) for word in WORDS]

    @property
    def is_rough(self) -> bool:
        """Whether to show the quiet line of rules.trend: only where a clinician has approved the rule and its words."""
        return settings.HAS_ROUGH_DAYS_LINE and is_rough(self._words, today=self.today)

    @cached_property
    def figure(self) -> Figure | None:
        """None before the first check-in of these two weeks."""
        return figure_of(self._words, today=self.today)

    @property
    def _words(self) -> Mapping[date, str]:
        return {one.day: one.word for one in self.check_ins}


def arriving(*, writer: User, today: date) -> Arriving:
    """What Today shows of the notebook; one query. `today` is the writer's own day."""
    entries = list(Entry.objects.visible_to(writer).around(today, days=DAYS, victories=LAST_VICTORIES))
    check_ins = check_ins_of(entry for entry in entries if entry.kind == Entry.Kind.CHECK_IN)
    victories = [_line(entry) for entry in entries if entry.kind == Entry.Kind.VICTORY]
    of_today = next((one for one in check_ins if one.day == today), None)
    return Arriving(today, of_today, check_ins, victories)


def check_ins_page(*, writer: User, number: int | str) -> Page[CheckIn]:
    """One page of the list, newest first; two queries."""
    rows = Entry.objects.visible_to(writer).holding_words().of_kind(Entry.Kind.CHECK_IN).newest_first()
    page: Page[Entry] = Paginator(rows, A_PAGE).get_page(number)
    return Page(check_ins_of(page.object_list), page.number, page.paginator)  # type: ignore[arg-type]


def figure_of(words: Mapping[date, str], *, today: date) -> Figure | None:
    """The drawing of the two weeks up to and with today; None without a check-in in them."""
    trend = trend_of(words, today=today)
    return Figure(trend, _title(trend), _description(trend), _caption(trend)) if trend.dots else None


def words_of_days(*, writer: User, first: date, last: date) -> list[DayWord]:
    """The words of these days, newest first, for a reader who may see words alone; one query.

    A day on which only a line or a feeling was written is left out, as if there had been no check-in.
    """
    entries = Entry.objects.visible_to(writer).of_kind(Entry.Kind.CHECK_IN).between(first, last)
    held = ((entry.day, body_of(entry).held("word").value) for entry in entries.newest_first())
    return [DayWord(day, str(word)) for day, word in held if word in WORDS]


def days_with_words(*, writer: User) -> list[date]:
    """The days on which a word was chosen, newest first; one query, which opens nothing."""
    rows = Entry.objects.visible_to(writer).of_kind(Entry.Kind.CHECK_IN).newest_first()
    return [day for day, filled in rows.values_list("day", "filled") if "word" in filled]


def check_ins_of(entries: Iterable[Entry]) -> list[CheckIn]:
    return [_check_in(entry) for entry in entries]


def _check_in(entry: Entry) -> CheckIn:
    body = body_of(entry)
    word, feelings, note = (body.held(name).value for name in ("word", "feelings", "note"))
    return CheckIn(
        key=entry.key,
        day=entry.day,
        word=str(word or ""),
        feelings=tuple(feelings) if isinstance(feelings, list) else (),
        note=str(note or ""),
        sequence=body.held("word").sequence,
        has_other=bool(body.other_data),
    )


def _line(entry: Entry) -> Line:
    return Line(entry.day, str(body_of(entry).held("line").value or ""))


def _icon(word: str) -> str:
    return f"feel-{word.lower()}"


def _title(trend: Trend) -> str:
    return _("Check-ins, %(first)s to %(last)s") % {"first": _day(trend.first), "last": _day(trend.last)}


def _description(trend: Trend) -> str:
    """Every dot and every gap in words: nothing is left to the drawing, and nothing is made of it."""
    days = "; ".join(f"{_day(dot.day)}: {IN_WORDS[dot.word]}" for dot in trend.dots)
    gaps = [_gap(*days_between(one.day, two.day)) for one, two in trend.gaps]
    counted = _("%(check_ins)s in fourteen days.") % {"check_ins": _counted(trend)}
    return " ".join([counted, f"{days}.", *gaps])


def _gap(first: date, last: date) -> str:
    if first == last:
        return _("No check-in on %(day)s.") % {"day": _day(first)}
    return _("No check-ins from %(first)s to %(last)s.") % {"first": _day(first), "last": _day(last)}


def _caption(trend: Trend) -> str:
    counted = f"{_counted(trend)}."
    if not trend.gaps:
        return counted
    return f"{counted} " + _("The dotted part is days without one, which is fine.")


def _counted(trend: Trend) -> str:
    """ "Ten check-ins"."""
    count = len(trend.dots)
    words = ngettext("%(count)s check-in", "%(count)s check-ins", count) % {"count": NUMBERS[count]}
    return capfirst(words)


def _day(day: date) -> str:
    return date_format(day, "j F")
