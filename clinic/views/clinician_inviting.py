"""Asking a client: by email, or with a code that is said in the room."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest, clinicians_only
from accounts.models import User
from clinic import access, services
from clinic.forms import InviteForm
from clinic.http import told
from clinic.models import Invitation
from clinic.rules.consent import OFFERED
from clinic.rules.invitations import in_groups
from clinic.rules.spelling import spelled
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def invite(request: UserRequest) -> HttpResponse:
    clinician = access.get_clinician(request.user)
    form = InviteForm(request.POST if request.method == "POST" else None)
    made = _made(form, clinician) if request.method == "POST" and form.is_valid() else None
    if made is not None and form.is_spoken:
        return redirect("clinic:invitation_code", key=made.key)
    if made is not None:
        messages.success(request, _("The invitation is on its way. It stays open for 7 days."))
        return redirect("clinic:clients")
    context = {
        "nav": "clients",
        "form": form,
        "questions": OFFERED,
        "has_reply_hours": services.states_reply_hours(clinician=clinician),
    }
    return render(request, "clinic/invite.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@clinicians_only
def invitation_code(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """The code, large, with a word for each letter; it stands here until it is answered."""
    invitation = access.get_spoken_invitation(request.user, key, timezone.now())
    context = {
        "nav": "clients",
        "invitation": invitation,
        "code": in_groups(invitation.spoken_code),
        "spelled": spelled(invitation.spoken_code),
    }
    return render(request, "clinic/invite_code.html", context)


@never_cache
@require_POST
@clinicians_only
def withdraw_invitation(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    invitation = access.get_invitation_as_clinician(request.user, key, timezone.now())
    withdraw = partial(services.withdraw_invitation, invitation=invitation)
    told(request, withdraw, _("The invitation is withdrawn. Its link or code no longer works."))
    return redirect("clinic:clients")


def _made(form: InviteForm, clinician: User) -> Invitation | None:
    """The invitation, or nothing and a sentence on the form."""
    data, now = form.cleaned_data, timezone.now()
    try:
        if form.is_spoken:
            return services.invite_by_code(clinician=clinician, reference=data["reference"], now=now)
        return services.invite(
            clinician=clinician, address=data["address"], reference=data["reference"], now=now
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return None
