"""Knowledge checks: handed in from a lesson, or shown on a page of their own when something is missing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from common.errors import RuleBroken
from common.http import autosave, way_back
from quizzes import access, http, services
from quizzes.models import Quiz
from quizzes.rules.states import CheckState


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UserRequest, number: int) -> HttpResponse:
    """The check alone, or handed in and back to the lesson."""
    quiz = access.get_check(number)
    if request.method != "POST":
        return _page(request, services.check_state(learner=request.user, quiz=quiz))
    return _hand_in(request, quiz)


def _hand_in(request: UserRequest, quiz: Quiz) -> HttpResponse:
    chosen, after = http.chosen(request.POST), request.POST.get("after", "")
    try:
        missing = services.hand_in_check(learner=request.user, quiz=quiz, chosen=chosen, after=after)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _page(request, services.check_state(learner=request.user, quiz=quiz), status=422)
    if missing:
        state = services.check_state(learner=request.user, quiz=quiz, missing=missing)
        return _page(request, state, status=422)
    return redirect(way_back(request, reverse("quizzes:check", args=[quiz.number])))


@require_POST
def save_check(request: UserRequest, number: int) -> JsonResponse:
    quiz = access.get_check(number)
    return autosave(
        request,
        lambda question, value, seen: services.save_check_answer(
            learner=request.user, quiz=quiz, question=question, value=value, seen=seen
        ),
    )


@require_POST
def try_again(request: UserRequest, number: int) -> HttpResponse:
    """An empty sheet; the earlier one is kept."""
    quiz = access.get_check(number)
    services.start_sitting(learner=request.user, quiz=quiz)
    return redirect(way_back(request, reverse("quizzes:check", args=[number])))


@login_not_required
@require_GET
def look_at_check(request: HttpRequest, number: int) -> HttpResponse:
    """For readers without an account: answers are in the address, feedback on the page, nothing is stored."""
    quiz = access.get_check(number)
    try:
        state = services.look_at_check(quiz=quiz, chosen=http.chosen(request.GET))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        state = services.check_state(learner=None, quiz=quiz)
    return _page(request, state, status=422 if state.n_missing else 200)


def _page(request: HttpRequest, state: CheckState, status: int = 200) -> HttpResponse:
    back = way_back(request, "")
    context = {"state": state, "back": back, "nav": "courses"}
    return render(request, "quizzes/check.html", context, status=status)
