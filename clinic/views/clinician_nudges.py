"""A clinician sends one client one sentence from a list."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.forms import NudgeForm
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def nudge(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link, now = access.get_link_as_clinician(request.user, key), timezone.now()
    form = NudgeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.nudge(link=link, words=form.cleaned_data["words"], now=now)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sent. It stands on their Today page until they put it away."))
            return redirect("clinic:client", key=link.key)
    state = services.nudge_state(link=link, now=now)
    context = {"nav": "clients", "link": link, "form": form, "state": state}
    return render(request, "clinic/nudge.html", context, status=422 if form.errors else 200)
