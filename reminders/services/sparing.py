"""One row that cannot be planned must not stand in the way of all the others."""

import logging
from datetime import timedelta
from types import TracebackType
from uuid import UUID

from django.db import InterfaceError, OperationalError

TRY_AGAIN_AFTER = timedelta(hours=1)

logger = logging.getLogger(__name__)


class Alone:
    """What goes wrong in here is logged by key and kind of error, and goes no further.

    A database that is away is nobody's own fault and does go further.
    """

    def __init__(self, about: UUID) -> None:
        self.about = about

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, OperationalError | InterfaceError):
            return False
        logger.error(
            "a note cannot be planned", extra={"about": str(self.about), "error": type(error).__name__}
        )
        return True
