"""What becomes of mail long after its end: first it forgets whom it was for, then it goes.

The unique key stays for 90 days, so that nothing that is planned or enqueued a second time is sent a second time; the
planner itself leaves out what is older than two days. Rows stay in their table: what points at them goes on to know how
they ended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from outbox.models import Allowance, Mail
from outbox.querysets import MailQuerySet

NARROW_AFTER = timedelta(days=30)
FORGET_AFTER = timedelta(days=90)
IDLE_AFTER = timedelta(days=1)
BATCH = 1000  # rows a statement: nobody waits long behind it
BATCHES = 100  # a run ends, and the next one goes on


def tidy(*, now: datetime) -> dict[str, int]:
    """Narrow, then forget; returns how many rows of each."""
    return {
        "narrowed": _in_batches(Mail.objects.ended().due_before(now - NARROW_AFTER), _narrow),
        "forgotten": _in_batches(Mail.objects.narrow().due_before(now - FORGET_AFTER), _forget),
        "allowances": Allowance.objects.idle(now - IDLE_AFTER).delete()[0],
    }


def _in_batches(rows: MailQuerySet, work: Callable[[MailQuerySet], int]) -> int:
    done = 0
    for _ in range(BATCHES):
        pks = list(rows.order_by("not_before").values_list("pk", flat=True)[:BATCH])
        done += work(Mail.objects.among(pks)) if pks else 0
        if len(pks) < BATCH:
            break
    return done


def _narrow(rows: MailQuerySet) -> int:
    return rows.update(is_narrow=True, recipient_key=None, keys={}, sealed=None, owner=None)


def _forget(rows: MailQuerySet) -> int:
    return rows.delete()[1].get(Mail._meta.label, 0)
