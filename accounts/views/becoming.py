"""Asking to become a clinician: anybody who is signed in may, and reads here what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, services
from accounts.forms import ClinicianRequestForm
from accounts.http import UserRequest
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clinician(request: UserRequest) -> HttpResponse:
    form = ClinicianRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_be_clinician(user=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sent. You get an email when there is an answer."))
            return redirect("accounts:clinician")
    context = {"nav": "settings", "form": form, "asked": access.newest_request(request.user)}
    return render(request, "accounts/clinician.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def withdraw(request: UserRequest) -> HttpResponse:
    services.withdraw_clinician_request(user=request.user)
    messages.success(request, _("Taken back. Nobody looks it up any more."))
    return redirect("accounts:clinician")
