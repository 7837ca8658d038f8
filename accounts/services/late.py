"""What was sent after a visit had ended, kept in the session that follows, for one person and one hour."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

from accounts import rules
from accounts.models import User
from accounts.rules import Late


def page_mark(pk: object) -> str:
    """By which a page, or what was sent late, knows whose it is; it says nothing else to anybody."""
    return salted_hmac("page", str(pk)).hexdigest()[:16]


def keep_late(*, session: SessionBase, late: Late, now: int) -> bool:
    """For whoever's visit was the last in this browser. False when so much waits already that this cannot, too."""
    kept = _kept(session, now)
    if len(kept) >= rules.MOST_LATE:
        return False
    owner = session[rules.LEFT_BY]
    session[rules.LATE] = [*kept, {"owner": owner, "path": late.path, "fields": late.fields, "at": now}]
    return True


def lates_of(*, session: SessionBase, now: int) -> list[Late]:
    """What still waits here, the oldest first."""
    return [_read(each) for each in _kept(session, now)]


def drop_late(*, session: SessionBase, late: Late, now: int) -> None:
    """It was sent again and taken, or thrown away: exactly this one, else the first that went to the same place."""
    kept = _kept(session, now)
    same = [each for each in kept if _read(each) == late] or [
        each for each in kept if each["path"] == late.path
    ]
    if same:
        kept.remove(same[0])
        session[rules.LATE] = kept


def hand_over_late(*, session: SessionBase, user: User) -> None:
    """When somebody has signed in: it is theirs, or it goes."""
    mark = page_mark(user.pk)
    session.pop(rules.LEFT_BY, None)
    kept = [each for each in session.pop(rules.LATE, []) if each["owner"] == mark]
    if kept:
        session[rules.LATE] = kept


def _kept(session: SessionBase, now: int) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = session.get(rules.LATE, [])
    return [each for each in kept if not rules.is_too_late(kept_at=each["at"], now=now)]


def _read(kept: dict[str, Any]) -> Late:
    return Late(path=kept["path"], fields=tuple((name, value) for name, value in kept["fields"]))
