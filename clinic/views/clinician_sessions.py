"""What a clinician says about a session and about a request for contact."""

import uuid
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.http import told


@never_cache
@require_POST
@clinicians_only
def met_as_clinician(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    words = _("Noted. “Since last time” begins now, and there is room for what they pick next.")
    told(request, partial(services.mark_session, link=link, by=request.user), words)
    return redirect("clinic:client", key=link.key)


@never_cache
@require_POST
@clinicians_only
def acknowledge(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_contact_as_clinician(request.user, key)
    words = _("They can see that you have seen it, and when. Now contact them in the way you agreed.")
    told(request, partial(services.acknowledge, request=found, clinician=request.user), words)
    return redirect("clinic:clients")
