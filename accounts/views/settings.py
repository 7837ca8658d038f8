"""A person's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import SettingsForm
from accounts.http import UserRequest
from accounts.services import choose_settings
from common.errors import RuleBroken


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
