"""Where somebody is signed in, and how to end it there; and "I am still here"."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import rules, services
from accounts.http import UserRequest, confirmed_only


@never_cache
@require_safe
def visits(request: UserRequest) -> HttpResponse:
    context = {
        "nav": "settings",
        "visits": services.visits_of(user=request.user, now=timezone.now()),
        "here": request.session[rules.VISIT],
        "sees_others": request.user.needs_factor,
    }
    return render(request, "accounts/visits.html", context)


@never_cache
@confirmed_only
@require_POST
def end_visit(request: UserRequest, key: str) -> HttpResponse:
    if key == request.session[rules.VISIT]:
        return redirect("account_logout")
    is_ended = services.end_visit(user=request.user, key=key)
    messages.success(request, _("Signed out there.") if is_ended else _("That one had ended already."))
    return redirect("accounts:visits")


@never_cache
@confirmed_only
@require_POST
def end_other_visits(request: UserRequest) -> HttpResponse:
    ended = services.end_other_visits(user=request.user, session=request.session)
    words = ngettext("Signed out in %d other place.", "Signed out in %d other places.", ended)
    messages.success(request, words % ended)
    return redirect("accounts:visits")


@never_cache
@require_POST
def stay(request: UserRequest) -> HttpResponse:
    """Pressed in the warning. The page's script counts on from the answer; without it the page they were on returns."""
    left = services.stay(session=request.session, user=request.user, now=timezone.now())
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"left": left})
    return redirect("accounts:visits")
