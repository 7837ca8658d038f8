"""What anybody may read, and the invitation: it belongs to whoever holds its token, or has entered its code."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest, confirm
from clinic import access, http, services
from clinic.forms import CodeForm, SharingForm
from clinic.models import Invitation
from common.errors import RuleBroken
from library.http import public_page


@login_not_required
@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/about.html", {"nav": "clinicians"})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Read it signed out or signed in; answer it signed in."""
    try:
        found = access.get_open_invitation(token, timezone.now())
    except Http404:
        return _closed(request)
    if request.method == "POST":
        return _answer(request, found)
    return _shown(request, found, decline_url=reverse("clinic:decline_invitation", args=[token]))


@login_not_required
@never_cache
@require_POST
def decline_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = access.get_open_invitation(token, timezone.now())
    except Http404:
        return _closed(request)
    return _declined(request, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: UserRequest) -> HttpResponse:
    """One sentence for every code that opens nothing, and one for too many tries."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if not http.may_try_code(request):
            form.add_error("code", _("That was tried too often. Wait a quarter of an hour, then try again."))
            status = 429
        elif form.is_valid() and http.enter(request, form.cleaned_data["code"], timezone.now()):
            return redirect("clinic:coded_invitation")
        elif not form.errors:
            form.add_error("code", _("This code opens nothing. Ask for it once more, or for a new one."))
    return render(request, "clinic/invitation_code.html", {"nav": "settings", "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def coded_invitation(request: UserRequest) -> HttpResponse:
    """The same page as by email, for the visit that has entered the code."""
    try:
        found = http.entered(request, timezone.now())
    except Http404:
        return _closed(request)
    if request.method == "POST":
        return _answer(request, found)
    return _shown(request, found, decline_url=reverse("clinic:decline_coded_invitation"))


@never_cache
@require_POST
def decline_coded_invitation(request: UserRequest) -> HttpResponse:
    try:
        found = http.entered(request, timezone.now())
    except Http404:
        return _closed(request)
    return _declined(request, found)


def _shown(request: HttpRequest, found: Invitation, *, decline_url: str) -> HttpResponse:
    context = {
        "invitation": found,
        "who": services.who(clinician=found.clinician, today=timezone.localdate()),
        "form": SharingForm(),
        "is_own": request.user == found.clinician,
        "decline_url": decline_url,
    }
    return render(request, "clinic/invitation.html", context)


def _answer(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = SharingForm(request.POST)
    form.is_valid()  # a question without an answer is a no; there is nothing else to check
    if form.kinds():
        confirm(cast("UserRequest", request))
    try:
        link = services.accept(invitation=found, client=request.user, kinds=form.kinds())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    http.forget(request)
    messages.success(request, _("You are connected. You can change or end this here at any time."))
    return redirect("clinic:connection", key=link.key)


def _declined(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        services.decline(invitation=found, by=request.user if request.user.is_authenticated else None)
    except RuleBroken:
        return _closed(request)
    return render(request, "clinic/invitation_declined.html")


def _closed(request: HttpRequest) -> HttpResponse:
    """One page for unknown, expired, used and withdrawn: it tells nobody which."""
    return render(request, "clinic/invitation_closed.html", status=404)
