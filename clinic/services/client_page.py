"""One client, as far as they agreed: built for five minutes before a session."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from clinic.models import Assignment, Link, Look, Sharing
from clinic.services.links import locked
from clinic.services.looks import record_looks
from clinic.services.progress import ModuleProgress, module_progress
from clinic.services.suggestions import day_in_words, works_of


@dataclass(frozen=True)
class Suggested:
    """One suggestion as the clinician sees it."""

    assignment: Assignment
    title: str
    suggested_by: str

    @property
    def is_standing(self) -> bool:
        return bool(self.assignment.state == Assignment.State.SUGGESTED)


@dataclass(frozen=True)
class ClientPage:
    """`modules` is None when progress is not shared: no value stands in for consent."""

    link: Link
    sharings: tuple[Sharing, ...]
    suggested: tuple[Suggested, ...]
    modules: tuple[tuple[ModuleProgress, str], ...] | None = None
    last_visit_on: date | None = None

    @property
    def shares_progress(self) -> bool:
        return self.modules is not None


@transaction.atomic
def open_client_page(*, link: Link, now: datetime) -> ClientPage:
    """Record the look, then read what stands as agreed at this moment."""
    standing_link = locked(link)
    sharings = tuple(
        Sharing.objects.visible_to(standing_link.clinician)
        .standing()
        .filter(link=standing_link)
        .order_by("granted_at")
    )
    kinds = sorted(sharing.kind for sharing in sharings)
    record_looks(links=[standing_link], what=Look.What.CLIENT, kinds={standing_link.pk: kinds}, now=now)
    suggested = _suggested(standing_link)
    if Sharing.Kind.PROGRESS not in kinds:
        return ClientPage(standing_link, sharings, suggested)
    return ClientPage(
        link=standing_link,
        sharings=sharings,
        suggested=suggested,
        modules=_modules(standing_link, suggested),
        last_visit_on=standing_link.client.last_seen_on,
    )


def _suggested(link: Link) -> tuple[Suggested, ...]:
    """What stands or was declined, newest last; what the clinician took back is not listed."""
    rows = Assignment.objects.visible_to(link.clinician).filter(link=link).in_order()
    assignments = list(rows.exclude(state=Assignment.State.WITHDRAWN))
    works = works_of(assignments)
    return tuple(
        Suggested(each, works[each.pk].title, day_in_words(each.by_on))
        for each in assignments
        if each.pk in works
    )


def _modules(link: Link, suggested: tuple[Suggested, ...]) -> tuple[tuple[ModuleProgress, str], ...]:
    """Modules the client has opened, and those suggested here, each with its day in words."""
    days = {
        each.assignment.target_key: each.suggested_by
        for each in suggested
        if each.is_standing and each.assignment.target == Assignment.Target.MODULE
    }
    rows = module_progress(learner=link.client)
    return tuple((row, days.get(row.key, "")) for row in rows if row.is_touched or row.key in days)
