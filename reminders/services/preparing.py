"""Decides once more at the last moment, and puts a note into words only if it goes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.models import Enrolment
from courses.services import next_step
from outbox import rules as outgoing
from reminders.emails import Facts, write_note
from reminders.models import Reminder
from reminders.rules.deciding import Decision, Reason, Send, Situation, Skip, Wait, decide
from reminders.rules.ladder import Rung
from reminders.services.situations import situation_of, situations_of
from reminders.services.standing import Standing, standing_of, standings_of


def prepare(keys: dict[str, Any], now: datetime) -> outgoing.Prepared:
    """Skip, wait or the finished words for one row of the ledger."""
    row = Reminder.objects.select_related("learner").filter(key=keys["reminder"]).first()
    if row is None:
        return outgoing.Skip("gone")
    standing = standing_of(learner=row.learner, now=now, but=row)
    situation = situation_of(row=row, standing=standing, at=now)
    ahead = Reminder.objects.visible_to(row.learner).waiting().but(row).leaving_by(now).first()
    decision = _decide(row, situation, ahead, now)
    return _answer(row, standing, decision, is_together=row.carried.exists())


def prepare_together(many: Sequence[dict[str, Any]], now: datetime) -> list[outgoing.Prepared | None]:
    """The same for many at once: the statements do not grow with them.

    None for whoever must be asked about alone: of two notes to one person the first decides about the second.
    """
    rows = list(Reminder.objects.with_keys(keys["reminder"] for keys in many).select_related("learner"))
    count = Counter(row.learner_id for row in rows)
    rows = [row for row in rows if count[row.learner_id] == 1]
    standings = standings_of(learners=[row.learner for row in rows], now=now)
    situations = situations_of(rows=rows, standings=standings, at=now)
    others = Reminder.objects.of_people(count).waiting().but_all(rows).leaving_by(now)
    ahead = {other.learner_id: other for other in reversed(others)}
    carrying = set(Reminder.objects.carried_by_any(rows).values_list("carried_by", flat=True))
    answers: dict[str, outgoing.Prepared] = {}
    for row, situation in zip(rows, situations, strict=True):
        decision = _decide(row, situation, ahead.get(row.learner_id), now)
        standing = standings[row.learner_id]
        answers[str(row.key)] = _answer(row, standing, decision, is_together=row.pk in carrying)
    return [answers.get(keys["reminder"]) for keys in many]


def _decide(row: Reminder, situation: Situation, ahead: Reminder | None, now: datetime) -> Decision:
    """Of two that would leave in the same minute one goes, and what the other one was for is kept with it."""
    decision = decide(replace(situation, is_another_waiting=ahead is not None), now=now)
    if decision == Skip(Reason.TOGETHER):
        Reminder.objects.filter(pk=row.pk).update(carried_by=ahead, look_again_at=now)
    elif isinstance(decision, Send) and decision.rung != row.rung:
        Reminder.objects.filter(pk=row.pk).update(rung=decision.rung)
    return decision


def _answer(row: Reminder, standing: Standing, decision: Decision, *, is_together: bool) -> outgoing.Prepared:
    if isinstance(decision, Skip):
        return outgoing.Skip(decision.reason)
    if isinstance(decision, Wait):
        return outgoing.Wait(decision.until)
    return write_note(
        learner=standing.learner,
        wishes=standing.wishes,
        facts=_facts(row, standing, decision, is_together=is_together),
        which=_which(row),
    )


def _facts(row: Reminder, standing: Standing, decision: Send, *, is_together: bool) -> Facts:
    return Facts(
        kind=row.kind,
        rung=decision.rung,
        is_together=is_together,
        next_title=_title(row) if _may_name_it(standing, decision) else "",
        is_plain=standing.wishes.has_plain_subjects,
    )


def _which(row: Reminder) -> UUID | None:
    """What the mail leads to: the note from me, or, through the ledger, the questionnaire."""
    return {Reminder.Kind.NOTE_FROM_ME: row.note_key, Reminder.Kind.QUESTIONNAIRE_DUE: row.key}.get(
        Reminder.Kind(row.kind)
    )


def _may_name_it(standing: Standing, decision: Send) -> bool:
    return standing.wishes.has_plain_subjects and decision.rung == Rung.PREVIEW


def _title(row: Reminder) -> str:
    enrolment = Enrolment.objects.select_related("course").get(key=row.enrolment_key)
    step = next_step(learner=row.learner, course=enrolment.course)
    return step.title if step else ""
