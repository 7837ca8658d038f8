"""Visits: how they begin, go on, and end; here, on another device, or everywhere."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from accounts import rules
from accounts.models import User, Visit
from accounts.services.people import record


def begin_visit(*, session: SessionBase, user: User, user_agent: str, now: datetime) -> None:
    """Start counting time. Without the tick for an own device the cookie also ends with the browser."""
    limits = limits_of(session=session, user=user)
    is_long = limits is rules.OWN_DEVICE_LIMITS
    session.set_expiry(int(limits.idle.total_seconds()) if is_long else 0)
    session[rules.VISIT] = get_random_string(22)
    session[rules.BROWSER], session[rules.SYSTEM] = rules.device_of(user_agent)
    session[rules.BEGUN_AT] = session[rules.SEEN_AT] = int(now.timestamp())


def continue_visit(*, session: SessionBase, user: User, user_agent: str, now: datetime) -> bool:
    """False when nobody was here for too long, or the visit is too old; else note, now and then, that somebody is."""
    if not {rules.VISIT, rules.BEGUN_AT, rules.SEEN_AT} <= session.keys():
        begin_visit(session=session, user=user, user_agent=user_agent, now=now)
    if time_left(session=session, user=user, now=now) <= 0:
        return False
    if rules.is_worth_noting(
        seen_at=session[rules.SEEN_AT], now=now, limits=limits_of(session=session, user=user)
    ):
        session[rules.SEEN_AT] = int(now.timestamp())
    return True


def stay(*, session: SessionBase, user: User, now: datetime) -> int:
    """Somebody pressed "I am still here": count from now. Returns the seconds left, which the longest time limits."""
    session[rules.SEEN_AT] = int(now.timestamp())
    return time_left(session=session, user=user, now=now)


def time_left(*, session: SessionBase, user: User, now: datetime) -> int:
    """Seconds until this visit is over if nothing more is sent."""
    begun_at, seen_at = session[rules.BEGUN_AT], session[rules.SEEN_AT]
    return rules.seconds_left(
        begun_at=begun_at, seen_at=seen_at, now=now, limits=limits_of(session=session, user=user)
    )


def limits_of(*, session: SessionBase, user: User) -> rules.Limits:
    return rules.limits(is_own_device=bool(session.get(rules.OWN_DEVICE)), sees_others=user.needs_factor)


def visits_of(*, user: User, now: datetime) -> list[Visit]:
    """Where this person is signed in at the moment, the latest first."""
    return [visit for visit in Visit.objects.of(user).lasting(now) if _is_going_on(visit, user, now)]


@transaction.atomic
def end_visit(*, user: User, key: str) -> bool:
    """Sign this person out in one place; False when that was over already, or was never theirs."""
    ended, _ = Visit.objects.of(user).filter(key=key).delete()
    if ended:
        record(subject=user, actor=user, verb="visit_ended")
    return bool(ended)


@transaction.atomic
def end_other_visits(*, user: User, session: SessionBase) -> int:
    """Sign this person out everywhere but here; returns in how many places that was."""
    ended, _ = Visit.objects.of(user).exclude(session_key=session.session_key).delete()
    if ended:
        record(subject=user, actor=user, verb="other_visits_ended")
    return ended


@transaction.atomic
def end_visits(*, user: User) -> None:
    """Every visit of this person is over, on whatever device; the counter ends what a restored backup brings back."""
    User.objects.get_queryset().filter(pk=user.pk).update(visits_epoch=F("visits_epoch") + 1)
    user.refresh_from_db(fields=["visits_epoch"])
    Visit.objects.of(user).delete()


def forget_visits(*, now: datetime) -> int:
    """Delete what no cookie opens any more; returns how many. Safe to repeat."""
    ended, _ = Visit.objects.expired(now).delete()
    return ended


def _is_going_on(visit: Visit, user: User, now: datetime) -> bool:
    if visit.begun_at is None or visit.seen_at is None:
        return True
    limits = rules.limits(is_own_device=visit.is_own_device, sees_others=user.needs_factor)
    begun_at, seen_at = visit.begun_at.timestamp(), visit.seen_at.timestamp()
    return rules.seconds_left(begun_at=begun_at, seen_at=seen_at, now=now, limits=limits) > 0
