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
from common.http import whole_number


@never_cache
@require_safe
def late(request: UserRequest) -> HttpResponse:
    waiting = services.lates_of(session=request.session, now=int(time.time()))
    if not waiting:
        return redirect("pages:today")
    return render(request, "accounts/late.html", {"waiting": waiting, "has_late": False})


@never_cache
@require_POST
def drop_late(request: UserRequest) -> HttpResponse:
    """The one with the number the page gave it."""
    now, number = int(time.time()), whole_number(request.POST.get("number", ""))
    waiting = services.lates_of(session=request.session, now=now)
    if 0 < number <= len(waiting):
        services.drop_late(session=request.session, late=waiting[number - 1], now=now)
        messages.success(request, _("Thrown away."))
    return redirect("accounts:late" if len(waiting) > 1 else "pages:today")
