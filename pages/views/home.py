"""The front door and Today."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from library.http import public_page
from pages.services import home


@login_not_required
@public_page
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/landing.html", {"nav": "courses", **home.front_door()})


@require_safe
def today(request: UserRequest) -> HttpResponse:
    if request.user.leave_explained_at is None:
        return redirect("pages:leave_about")
    context = home.today(learner=request.user, now=timezone.now())
    return render(request, "pages/today.html", {"nav": "today", **context})
