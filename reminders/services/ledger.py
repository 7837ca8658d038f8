"""Rows of the ledger: one for each occurrence, with a mail if there is a reason to send one.

Everything here is done for many rows at once, with a number of statements that does not grow with them: when it strikes
eighteen, thousands are due in the same minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from common.rows import write_new
from courses.models import Enrolment
from outbox.services import Letter, enqueue_all
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import LASTING, USEFUL_FOR, Decision, Reason, Skip, decide
from reminders.services.situations import situations_of
from reminders.services.standing import REGULAR, standings_of

Wishes = Mapping[int, Preferences]


def hold(*, learners: Iterable[int]) -> Wishes:
    """Until the transaction ends nobody else plans for these people (pk); their wishes as they are now."""
    people = set(learners)
    rows = Preferences.objects.held().of_people(people)
    wishes = {one.learner_id: one for one in rows}
    missing = people - wishes.keys()
    if missing:
        Preferences.objects.bulk_create(
            [Preferences(learner_id=pk) for pk in sorted(missing)], ignore_conflicts=True
        )
        wishes = {one.learner_id: one for one in rows.all()}
    return wishes


@transaction.atomic
def plan(
    *,
    rows: Sequence[Reminder],
    now: datetime,
    missed: Sequence[Reminder] = (),
    places: Iterable[Enrolment] = (),
) -> int:
    """Decide about rows and write them, unless their occurrence is there already; a mail is decided again before it
    leaves. `missed` are written down as too late. `places` on courses that the caller holds are not asked for again.
    Returns how many of `rows` were written."""
    if not rows:
        return 0
    wishes = hold(learners=[row.learner_id for row in (*missed, *rows)])
    known = {row.same: row for row in Reminder.objects.of_occurrences([*missed, *rows])}
    taken = known.keys() | {row.same for row in rows}
    enter(settled=[(row, Skip(Reason.TOO_LATE)) for row in missed if row.same not in taken], now=now)
    open_rows = [row for row in rows if _is_open(row, known.get(row.same), now)]
    decisions = settle(rows=open_rows, wishes=wishes, places=places, now=now)
    return enter(settled=zip(open_rows, decisions, strict=True), now=now)


def settle(
    *, rows: Sequence[Reminder], wishes: Wishes, now: datetime, places: Iterable[Enrolment] = ()
) -> list[Decision]:
    """The decisions as things stand, about people who are held. What is due while another note is on its way goes with
    that one."""
    standings = standings_of(learners=[row.learner for row in rows], wishes=wishes, now=now)
    situations = situations_of(rows=rows, standings=standings, places=places, at=now)
    ahead = {
        pk: Reminder(pk=one.waiting_pk, due_at=one.waiting_from)
        for pk, one in standings.items()
        if one.waiting_pk and one.waiting_from
    }
    decisions = []
    for row, situation in zip(rows, situations, strict=True):
        carrier = ahead.get(row.learner_id)
        decision = decide(replace(situation, is_another_waiting=_is_other(carrier, row)), now=now)
        is_carried = decision == Skip(Reason.TOGETHER)
        row.carried_by = carrier if is_carried else None
        row.look_again_at = carrier.due_at if is_carried and carrier is not None else None
        row.rung = None if isinstance(decision, Skip) else getattr(decision, "rung", None)
        if not isinstance(decision, Skip):
            ahead.setdefault(row.learner_id, row)
        decisions.append(decision)
    return decisions


def _is_other(carrier: Reminder | None, row: Reminder) -> bool:
    return carrier is not None and (carrier.pk or -1) != (row.pk or 0)


def enter(*, settled: Iterable[tuple[Reminder, Decision]], now: datetime) -> int:
    """Write decided rows; how many. One is not written if the last row of the same plan says the same."""
    kept = []
    for row, decision in settled:
        if isinstance(decision, Skip) and _is_told(row, decision.reason):
            continue
        row.state, row.reason = Reminder.State.PLANNED, ""
        if isinstance(decision, Skip):
            row.state, row.reason, row.mail = Reminder.State.SKIPPED, decision.reason, None
        kept.append(row)
    _post([row for row in kept if row.state == Reminder.State.PLANNED], now)
    _write(kept)
    return len(kept)


def _is_open(row: Reminder, known: Reminder | None, now: datetime) -> bool:
    """Nothing is written about its occurrence, or only what a wrong clock said: then it is written over."""
    if known is not None and _is_misjudged(known, now):
        row.pk, row.key = known.pk, known.key
        return True
    return known is None


def _is_misjudged(row: Reminder, now: datetime) -> bool:
    """Called too late by a clock that was ahead and has been put right since."""
    is_too_late = (row.state, row.reason) == (Reminder.State.SKIPPED, Reason.TOO_LATE)
    return is_too_late and row.mail_id is None and row.planned_at > now


def _is_told(row: Reminder, reason: Reason) -> bool:
    if row.kind not in REGULAR or reason not in LASTING:
        return False
    last = Reminder.objects.of_plan(row).but(row).newest_first().first()
    return last is not None and (last.state, last.reason) == (Reminder.State.SKIPPED, reason)


def _post(rows: Sequence[Reminder], now: datetime) -> None:
    for row, mail in zip(rows, enqueue_all(_letter(row, now) for row in rows), strict=True):
        row.mail = mail


def _letter(row: Reminder, now: datetime) -> Letter:
    # A row that is planned again has used its first key.
    again = f":{now:%Y%m%d%H%M%S}" if row.mail_id else ""
    return {
        "unique_key": f"reminder:{row.key}{again}",
        "kind": "reminder",
        "keys": {"reminder": str(row.key)},
        "recipient_key": row.learner.key,
        "not_before": max(row.due_at, now) if again else row.due_at,
        "expires_at": row.due_at + USEFUL_FOR,
    }


def _write(rows: Sequence[Reminder]) -> None:
    """Those that are carried after those that carry them."""
    known = [row for row in rows if row.pk]
    new = [row for row in rows if not row.pk]
    write_new([row for row in new if row.carried_by is None])
    carried = [row for row in new if row.carried_by is not None]
    for row in carried:
        row.carried_by = row.carried_by  # which has its number by now
    write_new(carried)
    for row in known:
        row.save()
