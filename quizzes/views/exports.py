"""Results as files: asked for by a press, handed to their owner, kept nowhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from common.errors import RuleBroken
from quizzes import access
from quizzes.services import exporting


@require_POST
def result_file(request: UserRequest, key: UUID) -> HttpResponse:
    """One result in the kind of file that was pressed."""
    found = access.get_result(request.user, key)
    try:
        made = exporting.export_result(
            learner=request.user, result=found, file_type=request.POST.get("type", ""), now=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("quizzes:result", key=key)
    return _as_file(made)


@require_POST
def results_file(request: UserRequest) -> HttpResponse:
    """The scores of all results."""
    return _as_file(exporting.export_results(learner=request.user, now=timezone.now()))


def _as_file(made: exporting.File) -> HttpResponse:
    answer = HttpResponse(made.content, content_type=made.content_type)
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, made.name))
    answer.headers["Cache-Control"] = "no-store"
    return answer
