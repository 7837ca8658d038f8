"""A person's own data: a copy of it, what was done with it, and its end."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest, confirmed_only
from common.errors import RuleBroken
from privacy import services
from privacy.forms import LeaveForm

LOOK_AGAIN = 3  # seconds


@require_safe
def data(request: UserRequest) -> HttpResponse:
    """Where the copy stands. While it is made the page comes again by itself, with or without scripts."""
    copy = services.copy_of(user=request.user, now=timezone.now())
    answer = render(request, "privacy/data.html", {"nav": "settings", "copy": copy})
    if copy.is_being_made:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@confirmed_only
@require_POST
def ask(request: UserRequest) -> HttpResponse:
    services.ask_for_archive(user=request.user, now=timezone.now())
    return redirect("privacy:data")


@confirmed_only
@require_POST
def fetch(request: UserRequest) -> HttpResponse:
    """Once: a second press finds nothing."""
    try:
        file = services.fetch_archive(user=request.user, now=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy:data")
    answer = StreamingHttpResponse(file.pieces, content_type="application/zip")
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, file.name))
    return cast("HttpResponse", answer)  # the doors are typed for pages; they hand on whatever a view answers


@require_safe
def record(request: UserRequest) -> HttpResponse:
    page, lines = services.record_page(person=request.user, number=request.GET.get("page", 1))
    return render(request, "privacy/record.html", {"nav": "settings", "page": page, "lines": lines})


@never_cache
@confirmed_only
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: UserRequest) -> HttpResponse:
    """What goes and what stays, then one tick and one press."""
    form = LeaveForm(request.POST) if request.method == "POST" else LeaveForm()
    if form.is_valid():
        try:
            services.delete_account(user=request.user, actor=request.user, now=timezone.now())
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return redirect("privacy:leave")
        logout(request)
        return redirect("privacy:gone")
    context = {"nav": "settings", "form": form, "reason_to_stay": services.reason_to_stay(request.user)}
    return render(request, "privacy/leave.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """To whoever comes here: it names nobody, and says what happens after an account was deleted."""
    return render(request, "privacy/gone.html")
