"""What a person sees when a page cannot be shown."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.http import sent_from_here

TRY_AGAIN_SECONDS = 5


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too long, broken off, or from a host that is not ours: rendered without the request, which cannot be trusted."""
    return HttpResponse(render_to_string("400.html"), status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error: one of the database's own passes by itself."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return database_away()
    return render(request, "500.html", status=500)


def database_away() -> HttpResponse:
    """The database is being restarted, busy or full.

    Rendered without a request: to find out who asks would ask the database again.
    """
    headers = {"Retry-After": str(TRY_AGAIN_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signed out while writing, or a page kept open for days: say so, and give the words back."""
    answer = render(request, "403_csrf.html", {"late": sent_from_here(request)}, status=403)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
