"""Help now, a pause, and leaving quickly."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import local_path
from accounts.http import UserRequest
from accounts.models import User
from accounts.services import mark_leave_explained, remember_country
from library.http import public_page
from library.services import support_lines
from pages.services.support import lines_for


@login_not_required
@public_page
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", {"nav": "help", **_lines(request)})


@login_not_required
@public_page
@require_safe
def help_safety(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help_safety.html", {"nav": "help", **_lines(request)})


@require_POST
def keep_country(request: UserRequest) -> HttpResponse:
    """Remember a country, or forget it: only when somebody presses the button."""
    code = request.POST.get("country", "")
    known = {country.code for country in support_lines().countries}
    remember_country(user=request.user, code=code if code in known else "")
    return redirect("pages:help")


@login_not_required
@require_safe
def pause(request: HttpRequest) -> HttpResponse:
    """A minute of grounding with a way back to the page the reader came from."""
    back = request.GET.get("back") or request.headers.get("Referer", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=hosts, require_https=request.is_secure())
    return render(request, "pages/pause.html", {"nav": "pause", "back_url": back if is_ours else ""})


@login_not_required
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and go somewhere dull. The one GET that changes something: it must work as a plain link."""
    logout(request)
    response = HttpResponseRedirect(settings.LEAVE_TARGET)
    response.status_code = 303
    response["Clear-Site-Data"] = '"cache"'
    return response


@login_not_required
@require_safe
def leave_about(request: HttpRequest) -> HttpResponse:
    context = {"is_first": _has_not_seen(request), "asked_for": local_path(request.GET.get("next"))}
    return render(request, "pages/leave_explained.html", context)


@require_POST
def leave_seen(request: UserRequest) -> HttpResponse:
    mark_leave_explained(user=request.user)
    return redirect(local_path(request.POST.get("next")) or "pages:today")


def _has_not_seen(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.leave_explained_at is None


def _lines(request: HttpRequest) -> dict[str, Any]:
    person = request.user if isinstance(request.user, User) else None
    return lines_for(asked=request.GET.get("country"), person=person, today=timezone.localdate())
