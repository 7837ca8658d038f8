"""A summary of what one client shares, for the page that is printed and for the PDF: the same words on both.

The PDF takes a moment to make. What it says is read, and the look recorded, in one transaction; before it is handed
over a second one asks whether everything it rests on still stands: every yes, mark and pick, every lesson, result,
check-in and answer. If not, nothing is handed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.models import Assignment, Link, Look
from clinic.services.client_page import ClientPage, read_client
from clinic.services.looks import Agreed, NotShared, agreed_over, basis_of, open_client
from clinic.services.reading import trend_words
from clinic.services.results import ResultShown, Score
from clinic.services.timeline import Event
from common import pdf
from courses.models import Completion
from quizzes.models import Result

DAY, MOMENT = "j F Y", "j F Y, H:i"
Basis = frozenset[tuple[str, int | str]]


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: sentences, a list, a table."""

    title: str
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Summary:
    link: Link
    made_at: datetime
    sections: tuple[Section, ...]
    basis: Basis

    @property
    def limits(self) -> tuple[str, ...]:
        return (
            _(
                "This is not a clinical record. It holds what was shared on this day, and it may be shared no more."
            ),
            _("It has no single answers and no words of marked pages. It cannot show risk."),
        )


@dataclass(frozen=True)
class File:
    """What is handed over. The name says nothing but the day."""

    name: str
    content: bytes


@transaction.atomic
def open_summary(*, link: Link, now: datetime) -> Summary:
    """Record the look and read. Raises NotShared while nothing is shared: there is nothing to sum up."""
    agreed = open_client(link=link, what=Look.What.SUMMARY, now=now)
    if not agreed.sharings:
        raise NotShared(_("Nothing is shared with you at present."))
    page = read_client(agreed, now=now)
    return Summary(agreed.link, now, tuple(_sections(page)), _basis(agreed, now))


def summary_file(*, link: Link, now: datetime) -> File:
    """A PDF. Raises NotShared where something it rests on was taken back while it was being made."""
    summary = open_summary(link=link, now=now)
    content = print_summary(summary)
    confirm(summary)
    return File(f"notes-{timezone.localdate(now).isoformat()}.pdf", content)


def print_summary(summary: Summary) -> bytes:
    """Tagged, with a title that says nothing."""
    data = {
        "site": settings.SITE_NAME,
        "reference": summary.link.reference,
        "made": date_format(timezone.localtime(summary.made_at), MOMENT),
        "sections": [asdict(section) for section in summary.sections],
        "limits": list(summary.limits),
    }
    return pdf.render("summary.typ", data, title=_("Notes"), language=get_language() or "en")


@transaction.atomic
def confirm(summary: Summary) -> None:
    """Everything the summary rests on still stands; the link is held while this is asked."""
    if not summary.basis <= _basis(agreed_over(summary.link), summary.made_at):
        raise NotShared(_("What is shared changed while this was being made. Nothing was handed over."))


def _basis(agreed: Agreed, now: datetime) -> Basis:
    """What is shared, row by row, as far as it is agreed; `now` says which two weeks of check-ins."""
    client, found = agreed.link.client, set(basis_of(agreed))
    if agreed.lets("results"):
        results = Result.objects.visible_to(client).values_list("pk", flat=True)
        found |= {("result", pk) for pk in results.order_by()}
    if agreed.lets("lessons"):
        lessons = Completion.objects.visible_to(client).standing().values_list("pk", flat=True)
        found |= {("lesson", pk) for pk in lessons}
    if agreed.lets("trend"):
        found |= {("check-in", f"{one.day} {one.word}") for one in trend_words(agreed, now)}
    answers = Assignment.objects.visible_to(client).filter(link=agreed.link).values_list("pk", "state")
    return frozenset(found | {("answer", f"{pk} {state}") for pk, state in answers})


# What stands on it -------------------------------------------------------------------------------------------------


def _sections(page: ClientPage) -> Iterator[Section]:
    yield _agreed(page)
    if page.picks:
        items = tuple(f"{pick.label}: {pick.title}" for pick in page.picks)
        yield Section(_("For our session"), items=items)
    yield _since(page)
    yield _progress(page)
    yield from _scores(page)
    yield _marked(page)
    yield _trend(page)
    if page.next_dates:
        days = tuple(f"{date_format(one.day, DAY)}: {one.title}" for one in page.next_dates)
        yield Section(_("Next dates"), items=days)


def _agreed(page: ClientPage) -> Section:
    since = _("%(kind)s, since %(day)s")
    shared = [since % {"kind": one.get_kind_display(), "day": _day(one.granted_at)} for one in page.sharings]
    hidden = [_("%(kind)s: not shared") % {"kind": label} for label in page.not_shared]
    return Section(_("What is shared"), items=(*shared, *hidden))


def _since(page: ClientPage) -> Section:
    since = page.since
    assert since is not None  # a page that is not paused has one
    title = _("Since the last session, %(day)s") if since.is_session else _("In two weeks, since %(day)s")
    items = (
        _named(_("Lessons finished"), since.finished),
        _named(_("Results"), since.results),
        _named(_("Pages marked for you"), since.marked),
        _named(_("Answers to suggestions"), since.answered),
    )
    return Section(title % {"day": _day(since.at)}, items=items)


def _named(what: str, events: Sequence[Event] | None) -> str:
    if events is None:
        return f"{what}: {_('not shared')}"
    titles = [f"{event.title} ({_day(event.at)})" for event in events]
    return f"{what}: {'; '.join(titles) or _('none')}"


def _progress(page: ClientPage) -> Section:
    title = _("Progress")
    if page.modules is None:
        return Section(title, lines=(_("Not shared."),))
    if not page.modules:
        return Section(title, lines=(_("Nothing opened yet."),))
    rows = [
        (
            module.title,
            _("%(done)s of %(total)s") % {"done": module.done, "total": module.total},
            _opened(page, module.last_opened_at),
        )
        for module, _by in page.modules
    ]
    return Section(title, table=Table((_("Module"), _("Lessons finished"), _("Last opened")), tuple(rows)))


def _opened(page: ClientPage, at: datetime | None) -> str:
    if not page.lets_opened:
        return _("Not shared")
    return _day(at) if at else _("Not opened")


def _scores(page: ClientPage) -> Iterator[Section]:
    if page.results is None:
        yield Section(_("Results"), lines=(_("Not shared."),))
    elif not page.results:
        yield Section(_("Results"), lines=(_("None yet."),))
    for result in page.results or ():
        yield _result(result)


def _result(result: ResultShown) -> Section:
    header = (
        _("Scale, %(low)s to %(high)s") % {"low": result.lowest, "high": result.highest},
        _("Score"),
        _("Likely range of a repeat"),
        _("Compared with the one before"),
    )
    title = f"{result.title} ({result.about})" if result.about else result.title
    answered = _("Answered on %(day)s.") % {"day": _day(result.at)}
    assumed = (_("The range is assumed."),) if result.is_assumed else ()
    rows = tuple(_score_row(one) for one in result.scores)
    return Section(title, lines=(answered, *assumed), table=Table(header, rows))


def _score_row(one: Score) -> tuple[str, ...]:
    if one.is_single:
        return one.title, _("not shown: one statement"), _("none"), _("none")
    if one.value is None:
        return one.title, _("not scored"), _("none"), _("none")
    likely = _("%(low)s to %(high)s") % {"low": floatformat(one.low, 1), "high": floatformat(one.high, 1)}
    return one.title, floatformat(one.value, 1), likely, change_in_words(one)


def change_in_words(one: Score) -> str:
    """The same words whichever way a score went; no size for what chance would make."""
    if one.is_change is None:
        return _("nothing to compare")
    if not one.is_change:
        return _("Within what chance would often make")
    return _("%(was)s then: more than chance would often make") % {"was": floatformat(one.was, 1)}


def _marked(page: ClientPage) -> Section:
    title = _("Pages marked for you")
    if page.pages is None:
        return Section(title, lines=(_("Not shared."),))
    if not page.pages:
        return Section(title, lines=(_("None at present."),))
    items = tuple(f"{one.title} ({_day(one.shared_at)})" for one in page.pages)
    return Section(title, lines=(_("Titles only; the pages are read on the site."),), items=items)


def _trend(page: ClientPage) -> Section:
    title = _("Check-ins")
    if not page.lets_trend:
        return Section(title, lines=(_("Not shared."),))
    return Section(title, lines=(page.trend.description if page.trend else _("None in these two weeks."),))


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), DAY) if moment else ""
