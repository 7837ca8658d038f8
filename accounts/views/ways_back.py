"""The way back for somebody who has lost their second step, and the way to stop it."""

from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, services
from accounts.http import UserRequest
from accounts.models import User
from common.errors import RuleBroken


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Between the password and the second step: whoever stands here knows the password, and that is all we know."""
    user = cast("User", cast("Any", request)._login_stage.login.user)
    if request.method == "POST":
        services.ask_for_reset(user=user, actor=None, now=timezone.now())
        return redirect("accounts:lost_step")
    return render(
        request,
        "accounts/lost_step.html",
        {"reset": access.open_reset(user), "hours": settings.WAY_BACK_HOURS},
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in the email: works signed out, says nothing about whose it is, changes something by POST only."""
    try:
        reset = access.get_reset_by_token(token)
        if request.method == "POST":
            services.stop_reset(reset=reset, actor=None, now=timezone.now())
            return render(request, "accounts/reset_stopped.html")
    except (Http404, RuleBroken):
        return render(request, "accounts/reset_over.html", status=404)
    return render(request, "accounts/stop_reset.html", {"reset": reset})


@never_cache
@require_POST
def keep(request: UserRequest) -> HttpResponse:
    """The same for somebody who is signed in."""
    reset = access.waiting_reset(request.user)
    if reset is not None:
        services.stop_reset(reset=reset, actor=request.user, now=timezone.now())
        messages.success(request, _("Stopped. Your second step stays as it is. Choose a new password, too."))
    return redirect("accounts:settings")
