"""Results: the list, one of them, and letting go of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from quizzes import access, services
from quizzes.forms import CONSENT_VERSION
from quizzes.services import overview
from quizzes.services import results as reading
from quizzes.views.sheets import ask_again, no_words


@require_GET
def results(request: UserRequest) -> HttpResponse:
    agreed = services.agreements(learner=request.user)
    context = {
        "overview": overview.overview(learner=request.user),
        "has_agreed": agreed.kept_under == CONSENT_VERSION,
        "is_helping": agreed.helps,
        "nav": "results",
    }
    return render(request, "quizzes/results.html", context)


@require_GET
def result(request: UserRequest, key: UUID) -> HttpResponse:
    found = access.get_result(request.user, key)
    context = {"shown": reading.show(result=found), "result": found, "nav": "results"}
    return render(request, "quizzes/result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_result(request: UserRequest, key: UUID) -> HttpResponse:
    """Asked once, then gone with its answers."""
    found = access.get_result(request.user, key)
    if request.method != "POST":
        return render(request, "quizzes/delete.html", {"result": found, "nav": "results"})
    services.delete_sitting(sitting=found.sitting)
    messages.success(request, _("Deleted. The answers it was made of are gone too."))
    return redirect("quizzes:results")


@require_POST
def add_answers(request: UserRequest, key: UUID) -> HttpResponse:
    """Go on with these answers on a fresh sheet."""
    found = access.get_result(request.user, key)
    if not services.may_keep(learner=request.user):
        return ask_again(request, found.sitting.quiz)
    if not found.sitting.quiz.is_licensed:
        return no_words(request)
    sitting = services.carry_on(sitting=found.sitting)
    return redirect("quizzes:page", key=sitting.key, page=1)


@require_POST
def stop_helping(request: UserRequest) -> HttpResponse:
    """From now on none of this person's sheets is added up with others."""
    services.stop_helping(learner=request.user)
    messages.success(request, _("Taken back. Your answers are not added up with other people’s any more."))
    return redirect("quizzes:results")


@require_POST
def take_back(request: UserRequest) -> HttpResponse:
    """End the agreement that answers are kept."""
    services.take_back(learner=request.user)
    messages.success(request, _("Taken back. No new answers are kept until you agree again."))
    return redirect("quizzes:results")
