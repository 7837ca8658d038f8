"""The doors in front of views; what each is for stands in the package's own first lines."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import access
from accounts.models import User

Arguments = ParamSpec("Arguments")


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
