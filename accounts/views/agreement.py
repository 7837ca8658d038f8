"""The words about having an account, for whoever has not agreed to those of today: agree, or take everything and go."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import access, services
from accounts.http import UserRequest
from accounts.models import ADULT_TEXT, ADULT_TEXT_CHANGE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: UserRequest) -> HttpResponse:
    asked_for = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
    if request.method == "POST":
        services.agree(user=request.user)
        messages.success(request, _("Thank you. Your yes is written down."))
        return redirect(access.local_path(asked_for) or "pages:today")
    is_asked = services.must_agree(user=request.user, session=request.session)
    context = {
        "nav": "settings",
        "is_asked": is_asked,
        "is_first": is_asked and services.has_never_agreed(user=request.user),
        "words": ADULT_TEXT,
        "change": ADULT_TEXT_CHANGE,
        "asked_for": access.local_path(asked_for),
    }
    return render(request, "accounts/agreement.html", context)
