"""What works signed out: the links in mails, and the days for a calendar. The secret in the address is the proof."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from reminders import access, services

PAUSE = timedelta(days=14)


@login_not_required
@never_cache
@require_safe
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """A page to press a button on. Opening it changes nothing: mail scanners open every link."""
    access.get_wishes(token)
    return _untold(render(request, "reminders/wishes.html", {"token": token}))


@login_not_required
@never_cache
@csrf_exempt  # RFC 8058: the mail provider posts here without a cookie; the token is the proof
@require_POST
def wishes_stop(request: HttpRequest, token: str) -> HttpResponse:
    services.stop_all(wishes=access.get_wishes(token), now=timezone.now())
    return _untold(render(request, "reminders/wishes_done.html", {"is_stopped": True}))


@login_not_required
@never_cache
@csrf_exempt
@require_POST
def wishes_pause(request: HttpRequest, token: str) -> HttpResponse:
    chosen = access.get_wishes(token)
    with timezone.override(chosen.learner.time_zone):
        services.pause(wishes=chosen, until=timezone.localdate() + PAUSE)
    context = {"is_stopped": False, "until": chosen.paused_until}
    return _untold(render(request, "reminders/wishes_done.html", context))


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, key: UUID) -> HttpResponse:
    """A calendar asks for this again and again, with nothing but its address."""
    file = services.calendar_of(wishes=access.get_calendar(key), now=timezone.now())
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="notes.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return _untold(response)


def _untold(response: HttpResponse) -> HttpResponse:
    """The secret in the address goes nowhere: no page that is opened from here is told where the reader came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
