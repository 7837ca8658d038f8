"""Browsing the notebook and searching it."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from common.http import whole_number
from journal.services import notebook as services
from journal.services.searching import MOST_SHOWN, search

LONGEST_QUERY = 200


@require_safe
def notebook(request: UserRequest) -> HttpResponse:
    page = whole_number(request.GET.get("page", "")) or 1
    shown = services.shelf(writer=request.user, wanted=services.asked_for(request.GET), page=page)
    return render(request, "journal/notebook.html", {"shelf": shown, "nav": "notebook"})


@require_safe
def victories(request: UserRequest) -> HttpResponse:
    """One line each. The form for a new one posts where every form does."""
    page = services.victories(writer=request.user, page=whole_number(request.GET.get("page", "")) or 1)
    context = {"page": page, "rows": [services.Row(one) for one in page], "key": uuid4(), "nav": "notebook"}
    return render(request, "journal/victories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def look_for(request: UserRequest) -> HttpResponse:
    """The words come by POST only: an address stays in histories and logs."""
    query = request.POST.get("words", "").strip()[:LONGEST_QUERY]
    found = search(writer=request.user, query=query) if query else None
    context = {"query": query, "found": found, "most": MOST_SHOWN, "nav": "notebook"}
    return render(request, "journal/search.html", context)
