"""Who came in, who went, and that somebody was turned away: one line each in the log, by key and never by address."""

from typing import Any

import structlog
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

log = structlog.get_logger(__name__)


def watch() -> None:
    """Django's own signals: they are sent however somebody signs in, and nothing of ours listens to them but this."""
    user_logged_in.connect(_came_in, dispatch_uid="common.entrance.in")
    user_logged_out.connect(_went, dispatch_uid="common.entrance.out")
    user_login_failed.connect(_was_refused, dispatch_uid="common.entrance.refused")


def _came_in(user: Any, **_: Any) -> None:
    log.info("signed_in", person=str(user.key))


def _went(user: Any, **_: Any) -> None:
    if user is not None:
        log.info("signed_out", person=str(user.key))


def _was_refused(**_: Any) -> None:
    """What was typed is not said: it may be a real address with somebody else's password."""
    log.warning("sign_in_refused")
