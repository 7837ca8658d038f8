"""What anybody may read, and the invitation, which belongs to whoever holds its token."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import access, services
from clinic.forms import SharingForm
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
    context = {
        "invitation": found,
        "form": SharingForm(),
        "is_own": request.user == found.clinician,
        "token": token,
    }
    return render(request, "clinic/invitation.html", context)


@login_not_required
@never_cache
@require_POST
def decline_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = access.get_open_invitation(token, timezone.now())
        services.decline(invitation=found, by=request.user if request.user.is_authenticated else None)
    except (Http404, RuleBroken):
        return _closed(request)
    return render(request, "clinic/invitation_declined.html")


def _answer(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = SharingForm(request.POST)
    form.is_valid()  # a question without an answer is a no; there is nothing else to check
    try:
        services.accept(invitation=found, client=request.user, kinds=form.kinds())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, _("You are connected. You can change or end this here at any time."))
    return redirect("clinic:sharing")


def _closed(request: HttpRequest) -> HttpResponse:
    """One page for unknown, expired, used and withdrawn: it tells nobody which."""
    return render(request, "clinic/invitation_closed.html", status=404)
