"""What was sent after a visit had ended, kept in the session that follows, for one person and one hour."""

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

from accounts import rules
from accounts.models import User
from accounts.rules import Late


def page_mark(pk: object) -> str:
    """By which a page, or what was sent late, knows whose it is; it says nothing else to anybody."""
    return salted_hmac("page", str(pk)).hexdigest()[:16]


def keep_late(*, session: SessionBase, late: Late, now: int) -> None:
    """For whoever's visit was the last in this browser; a newer one replaces an older one."""
    session[rules.LATE] = {
        "owner": session[rules.LEFT_BY],
        "path": late.path,
        "fields": late.fields,
        "at": now,
    }


def late_of(*, session: SessionBase, now: int) -> Late | None:
    """What still waits here; None when nothing does, or no longer."""
    kept = session.get(rules.LATE)
    if not kept or rules.is_too_late(kept_at=kept["at"], now=now):
        return None
    return Late(path=kept["path"], fields=tuple((name, value) for name, value in kept["fields"]))


def drop_late(*, session: SessionBase) -> None:
    session.pop(rules.LATE, None)


def hand_over_late(*, session: SessionBase, user: User) -> None:
    """When somebody has signed in: it is theirs, or it goes."""
    kept = session.get(rules.LATE)
    session.pop(rules.LEFT_BY, None)
    if kept and kept["owner"] != page_mark(user.pk):
        drop_late(session=session)
