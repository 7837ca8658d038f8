"""What was sent after a visit had ended, offered back to the person who wrote it."""

import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.http import UserRequest


@never_cache
@require_safe
def late(request: UserRequest) -> HttpResponse:
    found = services.late_of(session=request.session, now=int(time.time()))
    if found is None:
        services.drop_late(session=request.session)
        return redirect("pages:today")
    return render(request, "accounts/late.html", {"late": found, "has_late": False})


@never_cache
@require_POST
def drop_late(request: UserRequest) -> HttpResponse:
    services.drop_late(session=request.session)
    messages.success(request, _("Thrown away."))
    return redirect("pages:today")
