"""The notebook on paper and as a file."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from journal.services import exporting, notebook


@require_safe
def print_notebook(request: UserRequest) -> HttpResponse:
    """First what to print, then the pages, with nothing else on them."""
    wanted, writer = notebook.asked_for(request.GET), request.user
    context = {
        "wanted": wanted,
        "leaves": exporting.leaves_to_print(writer=writer, wanted=wanted) if "show" in request.GET else None,
        "has_questions": "show" not in request.GET or "questions" in request.GET,
        "courses": notebook.courses_of(writer),
        "months": notebook.months_of(writer),
        "nav": "notebook",
    }
    return render(request, "journal/print.html", context)


@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: UserRequest) -> HttpResponse:
    """Who holds this device may not be who wrote: the password is asked for again before there is a file."""
    if request.method != "POST":
        return render(request, "journal/export.html", {"nav": "notebook"})
    try:
        made = exporting.export_notebook(
            writer=request.user, file_type=request.POST.get("type", ""), now=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("journal:export")
    answer = HttpResponse(made.content, content_type=made.content_type)
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, made.name))
    return answer
