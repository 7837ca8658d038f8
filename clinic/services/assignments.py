"""Suggesting work to one client or several, putting it in order, taking it back, and the client's answers to it.

Suggesting enrols nobody, and nothing that is suggested is ever late. Whoever writes holds the link first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from accounts.services import record
from clinic.models import Assignment, Link, Look
from clinic.services.looks import Seen, record_looks
from clinic.services.suggestable import (
    Wanted,
    refuse_so_soon,
    refuse_twice,
    refuse_unreasonable,
    resting_for,
    some_names,
    standing_for,
    titles_of,
)
from clinic.services.works import works_at
from common.errors import RuleBroken

Made = TypeVar("Made")


@dataclass(frozen=True)
class Placed:
    """What was made of several works for several clients, and how many stood there already."""

    made: tuple[Assignment, ...]
    skipped: int


def assign(
    *,
    link: Link,
    target: str,
    target_key: str,
    note: str = "",
    by_on: date | None = None,
    confirms_plan: bool = False,
) -> Assignment:
    """Suggest one work to one client, under the same conditions as several; `by_on` never makes anything late."""
    wanted = Wanted(target, target_key, note.strip())
    (made,) = assign_works(links=[link], works=[wanted], by_on=by_on, confirms_plan=confirms_plan)
    return made


def assign_works(
    *, links: Sequence[Link], works: Iterable[Wanted], by_on: date | None = None, confirms_plan: bool = False
) -> list[Assignment]:
    """Suggest these works to each of these clients: all of it or nothing. Nothing ticked, or nobody, is nobody."""
    wanted = list({one.at: one for one in works}.values())
    if not wanted:
        raise RuleBroken(_("Nothing was suggested, because nothing was ticked. Tick something, or go back."))

    def make() -> list[Assignment]:
        held = hold_ready(links=links, confirms_plan=confirms_plan)
        refuse_unreasonable(wanted, by_on=by_on)
        titles = titles_of(wanted)
        refuse_twice(held, wanted, titles)
        refuse_so_soon(held, wanted, titles)
        return _create(held, {link.pk: wanted for link in held}, by_on=by_on)

    return noting_answers(links, wanted, make)


def place_works(*, links: Sequence[Link], works: Iterable[Wanted], confirms_plan: bool = False) -> Placed:
    """The same, leaving out for each client what stands suggested to them already, what they have just said "not for
    now" to, and what has left the library."""
    wanted = list({one.at: one for one in works}.values())

    def make() -> Placed:
        held = hold_ready(links=links, confirms_plan=confirms_plan)
        refuse_unreasonable(wanted, by_on=None)
        there, standing, resting = works_at([one.at for one in wanted]), standing_for(held), resting_for(held)
        closed = {link.pk: standing[link.pk] | resting[link.pk].keys() for link in held}
        new = {
            link.pk: [one for one in wanted if one.at in there and one.at not in closed[link.pk]]
            for link in held
        }
        made = _create(held, new, by_on=None)
        return Placed(tuple(made), skipped=len(wanted) * len(held) - len(made))

    return noting_answers(links, wanted, make)


@transaction.atomic
def confirm_plan(*, link: Link) -> None:
    """The clinician says that a plan for urgent contact exists outside this site; asked once a link."""
    (held,) = hold(links=[link])
    _confirm(held)
    link.plan_confirmed_at = held.plan_confirmed_at


@transaction.atomic
def move_assignment_up(*, assignment: Assignment) -> None:
    """One place nearer to the first of what stands for this client; the first stays where it is."""
    (held,) = hold(links=[assignment.link])
    rows = list(Assignment.objects.standing().filter(link=held).in_order().defer("note"))
    place = next((at for at, row in enumerate(rows) if row.pk == assignment.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for at, row in enumerate(rows):
        Assignment.objects.filter(pk=row.pk).exclude(position=at).update(position=at)


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment) -> None:
    """The clinician takes it back. What the client has declined stays declined."""
    (held,) = hold(links=[assignment.link])
    standing = Assignment.objects.standing().filter(pk=assignment.pk)
    if standing.update(state=Assignment.State.WITHDRAWN, answered_at=timezone.now()):
        _record_step(assignment, actor=held.clinician, verb="assignment_withdrawn")
    assignment.refresh_from_db(fields=["state", "answered_at"])


def noting_answers(links: Sequence[Link], works: Sequence[Wanted], make: Callable[[], Made]) -> Made:
    """Do it, having recorded a look at everybody whose earlier answers decide what comes of it, also if it is refused.

    Whether the same can be suggested again says what a client answered the first time. Call it outside a transaction:
    a refusal takes back what was made, and the look stays.
    """
    with transaction.atomic():
        _note_answers(hold(links=links), works)
        try:
            with transaction.atomic():
                return make()
        except RuleBroken as refusal:
            refused = refusal
    raise refused


def _note_answers(held: Sequence[Link], works: Sequence[Wanted]) -> None:
    """Over those where one of these was suggested before, and not taken back."""
    wanted = {one.at for one in works}
    rows = Assignment.objects.answers_seen().answerable().filter(link__in=held)
    asked = {pk for pk, *at in rows.values_list("link", "target", "target_key") if tuple(at) in wanted}
    seen = [Seen(link.pk, link.key, link.client.audit_key, ()) for link in held if link.pk in asked]
    if seen:
        record_looks(clinician=held[0].clinician, seen=seen, what=Look.What.SUGGEST, now=timezone.now())


def hold(*, links: Sequence[Link]) -> list[Link]:
    """These links as they stand now, held until the transaction ends; refused when one has ended, or its clinician may
    not suggest anything. Always in the same order, so that two who hold several never wait for each other."""
    wanted = {link.pk for link in links}
    rows = Link.objects.active().filter(pk__in=wanted).select_for_update(of=("self",))
    held = list(rows.select_related("client", "clinician").order_by("pk"))
    if len(held) != len(wanted):
        raise RuleBroken(_("This connection has ended. Nothing was changed."))
    if not all(link.clinician.is_clinician for link in held):
        raise RuleBroken(_("Only verified clinicians can suggest something."))
    return held


def hold_ready(*, links: Sequence[Link], confirms_plan: bool) -> list[Link]:
    """The same, and each of them may be suggested something now: not shut, and with a plan for urgent contact."""
    if not links:
        raise RuleBroken(_("Nothing was suggested, because nobody was ticked. Tick a client, or go back."))
    held = hold(links=links)
    _refuse_shut(held)
    unready = [link for link in held if not link.plan_confirmed_at]
    if unready and not confirms_plan:
        raise RuleBroken(_("Agree a plan for urgent contact first, then tick the box that says so."))
    for link in unready:
        _confirm(link)
    return held


def _refuse_shut(held: Sequence[Link]) -> None:
    paused = [link.reference for link in held if link.paused_at]
    if paused:
        words = _(
            "Paused by your client, so nothing was suggested to anybody: %(names)s. Untick them, or wait."
        )
        raise RuleBroken(words % {"names": some_names(paused)})
    waiting = [link.reference for link in held if link.waits_for_client]
    if waiting:
        words = _(
            "Yet to say what they share with you now, so nothing was suggested to anybody: %(names)s. "
            "Untick them, or wait."
        )
        raise RuleBroken(words % {"names": some_names(waiting)})


def _confirm(link: Link) -> None:
    """Asked once a link; needs it held."""
    if link.plan_confirmed_at:
        return
    link.plan_confirmed_at = timezone.now()
    link.save(update_fields=["plan_confirmed_at"])
    record(
        subject=link.client,
        actor=link.clinician,
        verb="urgent_plan_confirmed",
        object_kind="link",
        object_key=link.key,
    )


def _create(
    links: Sequence[Link], works: Mapping[int, Sequence[Wanted]], *, by_on: date | None
) -> list[Assignment]:
    """Rows and audit lines in two statements, however many; each client's new works stand after the others."""
    now, last = timezone.now(), _last_positions(links)
    rows = [row for link in links for row in _rows(link, works[link.pk], last[link.pk], by_on, now)]
    made = Assignment.objects.bulk_create(rows)
    AuditEntry.objects.bulk_create(_audit_line(row, now) for row in made)
    return made


def _rows(
    link: Link, works: Sequence[Wanted], last: int, by_on: date | None, now: datetime
) -> Iterator[Assignment]:
    """What is made for one client in one go carries one key, so that they can decline it in one go."""
    together_key = uuid4()
    for position, one in enumerate(works, start=last + 1):
        shown_from = moment_of(one.day, zone=link.client.time_zone, now=now)
        yield Assignment(
            link=link,
            target=one.target,
            target_key=one.key,
            note=one.note,
            by_on=by_on,
            position=position,
            assigned_at=now,
            shown_from=shown_from,
            tell_at=shown_from,
            together_key=together_key,
        )


def _audit_line(made: Assignment, now: datetime) -> AuditEntry:
    return AuditEntry(
        subject_key=made.link.client.audit_key,
        actor_key=made.link.clinician.audit_key,
        verb="assignment_made",
        object_kind="assignment",
        object_key=str(made.key),
        at=now,
    )


def moment_of(day: date | None, *, zone: str, now: datetime) -> datetime:
    """Midnight at the beginning of this day where somebody lives; now, where that has passed or no day is named."""
    if day is None:
        return now
    return max(now, datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)))


def _last_positions(links: Sequence[Link]) -> Mapping[int, int]:
    rows = (
        Assignment.objects.standing()
        .filter(link__in=links)
        .order_by()
        .values("link")
        .annotate(at=Max("position"))
    )
    return defaultdict(int, {row["link"]: row["at"] for row in rows})


def _record_step(assignment: Assignment, *, actor: User, verb: str) -> None:
    record(
        subject=assignment.link.client,
        actor=actor,
        verb=verb,
        object_kind="assignment",
        object_key=assignment.key,
    )
