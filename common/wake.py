"""The one way to start work early: a task by name, after commit, and no harm done if the broker is away.

The database is the outbox. Whoever writes a row that a task will find may call `wake`; when the message is lost, the
regular beat finds the row a little later.
"""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import transaction

MESSAGE_LIVES_SECONDS = 60
QUIET_SECONDS = 20.0  # finding out that a broker is away takes up to two seconds: not in every request

logger = logging.getLogger(__name__)


class _Broker:
    """What this process knows of the broker."""

    quiet_until = 0.0


@dataclass(frozen=True)
class _Call:
    """A call waiting for the commit; equal to another one for the same task."""

    task: str

    def __call__(self) -> None:
        _send(self.task)


def wake(task: str) -> None:
    """Ask a worker to run the named task (no arguments: it finds its own rows) once this transaction has committed.

    A transaction that writes a thousand rows asks once.
    """
    call = _Call(task)
    if not _is_waiting(call):
        transaction.on_commit(call, robust=True)


def _is_waiting(call: _Call) -> bool:
    """Is the same call waiting already, in a savepoint that cannot be rolled back without ours?"""
    connection = transaction.get_connection()
    if connection.in_atomic_block and getattr(connection.atomic_blocks[-1], "_from_testcase", False):
        return False  # a test's own transaction never commits: what waits there would hide what comes
    here = set(connection.savepoint_ids)
    return any(function == call and set(there) <= here for there, function, *_ in connection.run_on_commit)


def _send(task: str) -> None:
    if time.monotonic() < _Broker.quiet_until:
        return
    try:
        current_app.send_task(task, retry=False, ignore_result=True, expires=MESSAGE_LIVES_SECONDS)
    except Exception as error:  # noqa: BLE001 (whatever ails the broker, the row is written and the page answers)
        _Broker.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("broker away, left to the beat", extra={"task": task, "error": type(error).__name__})
