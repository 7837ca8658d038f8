"""Per-request facts about the person: time zone, theme, idle time, what every page shows; and the guarded doors.

Doors in front of views, each the outermost decorator but for `never_cache`:

- `clinicians_only`, `staff_only`: verified, or on the staff, and here with a second step; else 404, or the way to one.
- `confirmed_only`: anybody who signed in, or showed again that it is them, within the last five minutes
  (ACCOUNT_REAUTHENTICATION_TIMEOUT): by password, or by the second step if they have one. For what leaves the house or
  cannot be taken back: export, erasure, sharing more. On the page with the button as well as on what it posts to:

      @never_cache
      @confirmed_only
      @require_http_methods(["GET", "HEAD", "POST"])
      def download(request: UserRequest) -> HttpResponse: ...

  Everybody else answers "Is it still you?" and goes on where they were; what they had posted is done then, once, by
  allauth. A view that needs it for some posts only calls `confirm(request)` before it acts.
  Taking something back (a consent, a share, a link) never stands behind it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import access, services
from accounts.models import User

Arguments = ParamSpec("Arguments")
Handler = Callable[[HttpRequest], HttpResponse]
ENTRANCE = "/account/"


class UserRequest(HttpRequest):
    """A request from somebody who is signed in."""

    user: User


View = Callable[Concatenate[UserRequest, Arguments], HttpResponse]


def clinicians_only(view: View[Arguments]) -> View[Arguments]:
    """The door in front of every page of a clinician: verified, not suspended, and here with a second step."""
    return _guarded(view, access.get_clinician)


def staff_only(view: View[Arguments]) -> View[Arguments]:
    """The door in front of the staff's own pages. A stranger gets 404, never 403."""
    return _guarded(view, access.get_staff)


def confirmed_only(view: View[Arguments]) -> View[Arguments]:
    """The door in front of what leaves the house or cannot be taken back: is it still you?"""

    @wraps(view)
    def confirmed(request: UserRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        confirm(request)
        return view(request, *args, **kwargs)

    confirmed.asks_again = True  # type: ignore[attr-defined]  # for tests that look for it
    return cast("View[Arguments]", confirmed)


def confirm(request: UserRequest) -> None:
    """Go on only if the person has lately shown that it is them; else they are asked now, and sent back here."""
    if access.confirmed_lately(request, now=time.time()):
        return
    if access.has_nothing_to_show(request.user):
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_set_password")))
    raise ReauthenticationRequired


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
        if person or request.path_info.startswith(ENTRANCE) or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class EvenPaceMiddleware:
    """Answers every form of the entrance on the next beat of a slow clock.

    A known and an unknown address already cost the same hashes and the same mail row. What is left (a query more, a row
    more) hides below the beat, however quiet the machine. Stands outside the session, whose saving takes time too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.monotonic()
        response = self.get_response(request)
        beat = settings.ENTRANCE_BEAT
        if beat and request.method == "POST" and request.path_info.startswith(ENTRANCE):
            time.sleep(beat - (time.monotonic() - start) % beat)
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
        "person_mark": _mark(person),
        "factors_end_at": person.factors_end_at if person else None,
        "mailbox_url": reverse("pages:mailbox") if settings.HAS_MAILBOX_PAGE else "",
        "now": timezone.now(),
        **_messages(request),
    }


def _guarded(view: View[Arguments], door: Callable[[Any], User]) -> View[Arguments]:
    @wraps(view)
    def guarded(request: UserRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        door(request.user)
        if not access.came_with_factor(request):
            # What was only read is found again afterwards; what was sent is not sent twice.
            asked_for = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
            return HttpResponseRedirect(access.second_step_address(asked_for))
        return view(request, *args, **kwargs)

    guarded.asks_for_factor = True  # type: ignore[attr-defined]  # tests/house looks for it
    return cast("View[Arguments]", guarded)


def _whoever_comes(request: HttpRequest) -> User | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        request.user = AnonymousUser()
        return None
    person = _person(request)
    if person and not services.continue_visit(session=request.session, now=timezone.now()):
        logout(request)
        return None
    return person


def _person(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _role(person: User | None) -> str:
    """What the frame of a page differs by; empty for somebody not signed in."""
    if person is None:
        return ""
    return "clinician" if person.is_clinician else "learner"


def _mark(person: User | None) -> str:
    """By which a page's script knows that it is still for the same person; it says nothing else to anybody."""
    return salted_hmac("page", str(person.pk)).hexdigest()[:16] if person else ""


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
