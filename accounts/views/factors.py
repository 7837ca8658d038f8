"""The second step of signing in: why it is asked for, and how to set one up."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import access
from accounts.http import UserRequest


@never_cache
@require_safe
def second_step(request: UserRequest) -> HttpResponse:
    """Why, and how. Whoever came with one already goes straight on."""
    asked_for = access.local_path(request.GET.get(REDIRECT_FIELD_NAME))
    if asked_for and access.came_with_factor(request):
        return redirect(asked_for)
    context = {
        "nav": "settings",
        "has_factor": access.has_factor(request.user),
        "asked_for": asked_for,
    }
    return render(request, "accounts/second_step.html", context)
