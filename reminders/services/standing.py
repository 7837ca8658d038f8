"""What holds for every note to a person, read afresh for a fixed number of queries, however many people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from common.lists import Rows, moment
from common.moments import LARGEST_OFFSET, morning
from journal.models import HighMark, NoteFromMe
from outbox.models import Suppression
from outbox.services.suppressing import address_hash
from reminders.models import Preferences, Reminder
from reminders.rules import ladder
from reminders.rules.deciding import Situation

# As far back as anything counts: caps, and the ladder until nobody climbs it any more.
LOOK_BACK = timedelta(days=ladder.GONE + 3)
REGULAR = frozenset({Reminder.Kind.NEXT_STEP, Reminder.Kind.CHECK_IN_DUE})


@dataclass(frozen=True)
class Sent:
    """A note that was handed over."""

    at: datetime
    kind: str
    rung: int | None


@dataclass(frozen=True)
class Standing:
    """A person's wishes, a rest after a high body check, what came before, and since when they are quiet."""

    learner: User
    wishes: Preferences
    resting_until: datetime | None
    is_refused: bool
    sent: Sequence[Sent]
    next_note_at: datetime | None = None  # of a note from me that wants a mail
    waiting_pk: int | None = None
    waiting_kind: str = ""
    waiting_due_at: datetime | None = None  # of the note on its way that leaves first
    waiting_from: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.learner.time_zone)

    @property
    def seen_on(self) -> date:
        """The last local day on which they were signed in; they were here when they joined."""
        return self.learner.last_seen_on or self.learner.joined_at.astimezone(self.zone).date()

    def situation(self, due_at: datetime, *, kind: str, at: datetime) -> Situation:
        """What counts for any note of this kind at this moment."""
        today = at.astimezone(self.zone).date()
        since = self._quiet_since(today)
        return Situation(
            due_at=due_at,
            zone=self.zone,
            is_active=self.learner.is_active,
            is_email_unsafe=self.wishes.is_email_unsafe,
            is_stopped=self.wishes.stopped_at is not None,
            is_refused=self.is_refused,
            is_turned_off=not self.wishes.wants(kind),
            paused_until=self.wishes.paused_until,
            resting_until=self.resting_until,
            sent=tuple(one.at for one in self.sent),
            ignored=ladder.ignored_in_a_row(self._regular(), seen_on=self.seen_on, zone=self.zone),
            quiet_days=ladder.quiet_days(since, today),
            told=self._told(since),
        )

    def _quiet_since(self, today: date) -> date:
        return ladder.quiet_since(
            seen_on=self.learner.last_seen_on,
            joined_on=self.learner.joined_at.astimezone(self.zone).date(),
            paused_until=self.wishes.paused_until,
            today=today,
        )

    def _regular(self) -> Iterable[datetime]:
        return (one.at for one in self.sent if one.kind in REGULAR)

    def _told(self, since: date) -> int | None:
        after = (one for one in self.sent if one.at.astimezone(self.zone).date() > since)
        return max((one.rung for one in after if one.rung), default=None)


def standing_of(*, learner: User, now: datetime, but: Reminder | None = None) -> Standing:
    """Read afresh, with what only pages tell; one query. `but` is a note that does not count against itself while it
    is being handed over."""
    person = _read(learner, now, but)
    mark, day = getattr(person, "high_mark", None), person.note_on
    return Standing(
        learner=person,
        wishes=getattr(person, "note_preferences", None) or Preferences(),
        resting_until=mark.expires_at if mark and mark.expires_at > now else None,
        is_refused=person.is_refused,
        sent=tuple(Sent(moment(at), kind, rung) for at, kind, rung in person.sent),
        next_note_at=morning(day=day, zone=person.time_zone) if day else None,
        **_on_its_way(person.waiting),
    )


def standings_of(
    *, learners: Iterable[User], now: datetime, wishes: Mapping[int, Preferences] | None = None
) -> dict[int, Standing]:
    """Many at once (by pk), with all that a decision asks for; four queries, and one more if the caller does not know
    their wishes (by the pk of their people). The learners are as they were read."""
    people = {learner.pk: learner for learner in learners}
    if wishes is None:
        wishes = {one.learner_id: one for one in Preferences.objects.of_people(people)}
    hashes = {pk: address_hash(person.email) for pk, person in people.items()}
    refusing = Suppression.objects.in_force().of_hashes(hashes.values())
    refused = set(refusing.values_list("address_hash", flat=True))
    resting = dict(HighMark.objects.of_people(people).standing(now).values_list("learner_id", "expires_at"))
    sent, waiting = _sent(people.values(), now), _first_waiting(people)
    return {
        pk: Standing(
            learner=person,
            wishes=wishes.get(pk) or Preferences(),
            resting_until=resting.get(pk),
            is_refused=hashes[pk] in refused,
            sent=tuple(sent[pk]),
            **waiting.get(pk, {}),
        )
        for pk, person in people.items()
    }


_WAITING = ("waiting_pk", "waiting_kind", "waiting_due_at", "waiting_from")


def _first_waiting(people: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Of each of these people (pk) the note on its way that leaves first, as Standing names its parts."""
    rows = Reminder.objects.of_people(people).waiting()
    found: dict[int, dict[str, Any]] = {}
    for pk, *parts in rows.values_list("learner_id", "pk", "kind", "due_at", "mail__not_before"):
        found.setdefault(pk, dict(zip(_WAITING, parts, strict=True)))
    return found


def _read(learner: User, now: datetime, but: Reminder | None) -> Any:
    """Their row with everything that hangs on it one to one, the notes that went, and the one that leaves first."""
    refused = Suppression.objects.in_force().of_hashes([address_hash(learner.email)])
    sent = Reminder.objects.visible_to(OuterRef("pk")).handed_over_since(now - LOOK_BACK)
    people = _people().annotate(
        is_refused=Exists(refused),
        note_on=Subquery(NoteFromMe.objects.next_day_of(OuterRef("pk"), _next_morning(learner, now))),
        sent=Rows(sent.but(but) if but else sent, "handed_over_at", "kind", "rung"),
    )
    return people.get(pk=learner.pk)


@cache
def _people() -> QuerySet[User]:
    """Not asked yet; put together once, which takes longer than to ask it."""
    waiting = Reminder.objects.visible_to(OuterRef("pk")).waiting()[:1]
    return User.objects.select_related("note_preferences", "high_mark").annotate(
        waiting=Rows(waiting, "pk", "kind", "due_at", "mail__not_before")
    )


def _on_its_way(waiting: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """As Standing names the parts of the note that leaves first."""
    return {
        name: value
        for pk, kind, *moments in waiting
        for name, value in zip(_WAITING, (pk, kind, *map(moment, moments)), strict=True)
    }


def _sent(people: Iterable[User], now: datetime) -> defaultdict[int, list[Sent]]:
    rows = Reminder.objects.of_people(people).handed_over_since(now - LOOK_BACK)
    found: defaultdict[int, list[Sent]] = defaultdict(list)
    for pk, *sent in rows.values_list("learner_id", "handed_over_at", "kind", "rung"):
        found[pk].append(Sent(*sent))
    return found


def _next_morning(learner: User, now: datetime) -> date:
    """The first local day whose mails are still to come."""
    today = now.astimezone(ZoneInfo(learner.time_zone)).date()
    last = morning(day=today, zone=learner.time_zone) + timedelta(seconds=LARGEST_OFFSET)
    return today if now < last else today + timedelta(days=1)
