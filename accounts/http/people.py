"""Per-request facts about the person: time zone, theme, the time of a visit, and what every page shows."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts import rules, services
from accounts.http.late import forget_if_done, has_late, note_who_left
from accounts.http.pace import ENTRANCE, NO_STORE
from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]


class PersonMiddleware:
    """Ends idle visits, shows times in the person's own zone, and keeps personal pages out of every cache.

    A request without a session cookie is nobody's: the session is not even looked at, so that public pages neither
    query nor vary by cookie. Stands after the log's middleware, which asks for the person
    and then pretends not to have.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = _whoever_comes(request)
        with timezone.override(_zone(person)):
            if person:
                services.note_seen(user=person, today=timezone.localdate())
            response = self.get_response(request)
        if person:
            forget_if_done(request, response)
        if person or request.path_info.startswith(ENTRANCE) or request.user.is_authenticated:
            response.headers["Cache-Control"] = NO_STORE
        return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page may rely on; costs no query of its own."""
    person = _person(request)
    return {
        "site_name": settings.SITE_NAME,
        "leave_target": settings.LEAVE_TARGET,
        "theme": person.theme if person else User.Theme.AUTO.value,
        "is_clinician": person is not None and person.is_clinician,
        "role": _role(person),
        "person_mark": services.page_mark(person.pk) if person else "",
        "has_late": person is not None and has_late(request),
        "factors_end_at": person.factors_end_at if person else None,
        "visit_ends": _visit_ends(request, person),
        "mailbox_url": reverse("pages:mailbox") if settings.HAS_MAILBOX_PAGE else "",
        "now": timezone.now(),
        **_messages(request),
    }


def _whoever_comes(request: HttpRequest) -> User | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        request.user = AnonymousUser()
        return None
    who = request.session.get(SESSION_KEY)
    person = _person(request)
    if who is None or (person and _goes_on(request, person)):
        request.user = person.itself if person else AnonymousUser()
        return person
    logout(request)  # too old, ended elsewhere, or of an account that is closed
    note_who_left(request, who)
    return None


def _goes_on(request: HttpRequest, person: User) -> bool:
    user_agent = request.headers.get("User-Agent", "")
    return services.continue_visit(
        session=request.session, user=person, user_agent=user_agent, now=timezone.now()
    )


def _person(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _role(person: User | None) -> str:
    """What the frame of a page differs by: learner, or clinician or staff or both; empty for somebody not signed in."""
    if person is None:
        return ""
    works = [*(["clinician"] if person.is_clinician else ()), *(["staff"] if person.is_staff else ())]
    return " ".join(works) or "learner"


def _visit_ends(request: HttpRequest, person: User | None) -> dict[str, int] | None:
    """For the warning before a visit ends by itself; None where that is too far off to say. Seconds, and minutes."""
    if person is None or rules.BEGUN_AT not in request.session:
        return None
    left = services.time_left(session=request.session, user=person, now=timezone.now())
    idle = services.limits_of(session=request.session, user=person).idle
    if idle > rules.WORTH_SAYING:
        return None
    return {
        "left": left,
        "idle": int(idle.total_seconds()),
        "idle_minutes": int(idle.total_seconds()) // 60,
        "ahead": int(rules.WARNED_AHEAD.total_seconds()),
    }


def _zone(person: User | None) -> ZoneInfo:
    try:
        return ZoneInfo(person.time_zone if person else settings.DEFAULT_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.DEFAULT_TIME_ZONE)


def _messages(request: HttpRequest) -> dict[str, Any]:
    """Nobody's page has no messages to fetch; looking for them would open the session."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(get_messages(request), "added_new", True):
        return {}
    return {"messages": ()}
