"""The list of check-ins: the same as the drawing, in words. Checking in goes through the form of every entry."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from journal.services import checkins


@require_safe
def check_ins(request: UserRequest) -> HttpResponse:
    context = {
        "arriving": checkins.arriving(writer=request.user, today=timezone.localdate()),
        "page": checkins.check_ins_page(writer=request.user, number=request.GET.get("page", "1")),
        "nav": "notebook",
    }
    return render(request, "journal/checkins.html", context)
