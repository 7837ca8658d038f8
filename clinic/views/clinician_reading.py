"""What a clinician reads: the list of clients, one client, and what that client shares. Every look is recorded.

What is not agreed, not any more or not at this moment, is 404 like everything else that is not there.
"""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.rules.listing import Order, Show, wish_of
from common.errors import RuleBroken

Opened = TypeVar("Opened")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def clients(request: UserRequest) -> HttpResponse:
    """A reference may be a name, so it is looked for by POST and stands in no address."""
    asked = request.GET
    wish = wish_of(
        show=asked.get("show", ""),
        order=asked.get("order", ""),
        page=asked.get("page", ""),
        words=request.POST.get("words", ""),
    )
    page = services.open_client_list(clinician=request.user, now=timezone.now(), wish=wish)
    context = {"nav": "clients", "page": page, "shows": list(Show), "orders": list(Order)}
    return render(request, "clinic/clients.html", context)


@never_cache
@require_POST
@clinicians_only
def clients_file(request: UserRequest) -> HttpResponse:
    """What is agreed with whom, as CSV."""
    now = timezone.now()
    content = services.list_as_csv(clinician=request.user, now=now)
    name = f"list-{timezone.localdate(now).isoformat()}.csv"
    return _as_file(content, name, "text/csv; charset=utf-8")


@never_cache
@require_safe
@clinicians_only
def client(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    page = _or_404(lambda: services.open_client_page(link=link, now=timezone.now()))
    return render(request, "clinic/client.html", {"nav": "clients", "page": page, "link": link})


@never_cache
@require_safe
@clinicians_only
def timeline(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link, number = access.get_link_as_clinician(request.user, key), request.GET.get("page", "1")
    found = _or_404(lambda: services.open_timeline(link=link, number=number, now=timezone.now()))
    context = {"nav": "clients", "timeline": found, "page": found.page, "link": link}
    return render(request, "clinic/timeline.html", context)


@never_cache
@require_safe
@clinicians_only
def results(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link, number = access.get_link_as_clinician(request.user, key), request.GET.get("page", "1")
    found = _or_404(lambda: services.open_results(link=link, number=number, now=timezone.now()))
    context = {"nav": "clients", "results": found.results, "page": found.page, "link": link}
    return render(request, "clinic/results.html", context)


@never_cache
@require_safe
@clinicians_only
def result(request: UserRequest, key: uuid.UUID, result_key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    found = _or_404(lambda: services.open_result(link=link, key=result_key, now=timezone.now()))
    return render(request, "clinic/result.html", {"nav": "clients", "result": found, "link": link})


@never_cache
@require_safe
@clinicians_only
def shared_entry(request: UserRequest, key: uuid.UUID, mark_key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    found = _or_404(lambda: services.open_shared_entry(link=link, key=mark_key, now=timezone.now()))
    return render(request, "clinic/shared_entry.html", {"nav": "clients", "shared": found, "link": link})


@never_cache
@require_safe
@clinicians_only
def shared_check_ins(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link, number = access.get_link_as_clinician(request.user, key), request.GET.get("page", "1")
    found = _or_404(lambda: services.open_check_ins(link=link, number=number, now=timezone.now()))
    context = {"nav": "clients", "figure": found.figure, "page": found.page, "link": link}
    return render(request, "clinic/shared_check_ins.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def summary(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """A page to print; a PDF when that is asked for by a press."""
    link, now = access.get_link_as_clinician(request.user, key), timezone.now()
    if request.method == "POST":
        made = _or_404(lambda: services.summary_file(link=link, now=now))
        return _as_file(made.content, made.name, "application/pdf")
    found = _or_404(lambda: services.open_summary(link=link, now=now))
    return render(request, "clinic/summary.html", {"nav": "clients", "summary": found, "link": link})


def _or_404(read: Callable[[], Opened]) -> Opened:
    """Ended, suspended or taken back between the door and the room, or never agreed."""
    try:
        return read()
    except RuleBroken:
        raise Http404 from None


def _as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer
