"""Sign-up in one transaction, and a person's settings."""

from typing import Any

from allauth.account.views import SignupView
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import SettingsForm
from accounts.http import UserRequest
from accounts.services import choose_settings
from common.errors import RuleBroken


class SignUp(SignupView):  # type: ignore[misc]
    """The person, their address, what they agreed to and the mail with the code: all of it or nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self._sign_up(form)
        except IntegrityError:  # two sign-ups for one address crossed; the second one finds an account
            form.account_already_exists = True
            return self._sign_up(form)

    @transaction.atomic
    def _sign_up(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        return answer


@require_safe
def show_settings(request: UserRequest) -> HttpResponse:
    person = request.user
    form = SettingsForm(
        initial={
            "greeting_name": person.greeting_name,
            "theme": person.theme,
            "time_zone": person.time_zone,
        }
    )
    return render(request, "accounts/settings.html", {"nav": "settings", "form": form})


@require_POST
def save_settings(request: UserRequest) -> HttpResponse:
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/settings.html", {"nav": "settings", "form": form}, status=422)
    try:
        choose_settings(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:settings")
