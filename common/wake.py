"""The one way to start work early: a task by name, after commit, and no harm done if the broker is away.

The database is the outbox. Whoever writes a row that a task will find may call `wake`; when the message is lost, the
regular beat finds the row a little later.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str) -> None:
    """Ask a worker to run the named task (no arguments: it finds its own rows) once this transaction has committed."""
    transaction.on_commit(lambda: _send(task), robust=True)


def _send(task: str) -> None:
    try:
        current_app.send_task(task, retry=False, ignore_result=True, expires=60)
    except (OperationalError, OSError):
        logger.warning("broker away, left to the beat", extra={"task": task})
