"""Pages of words: how it works, the evidence, privacy, accessibility; and the one for whoever finds a weakness."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from library.http import public_page

VALID_FOR = timedelta(days=180)  # RFC 9116 asks for less than a year


def page(template: str, nav: str = "") -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    @public_page
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{template}.html", {"nav": nav, "notice": settings.NOTICE})

    return view


@login_not_required
@public_page
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: where to tell of a weakness. Its end moves with the calendar; without a contact there is no file."""
    if not settings.NOTICE.security:
        raise Http404
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + VALID_FOR
    languages = dict.fromkeys(code.partition("-")[0] for code, _name in settings.LANGUAGES)
    lines = (
        f"Contact: {settings.NOTICE.security}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {urljoin(settings.SITE_URL, request.path)}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
