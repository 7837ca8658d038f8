"""Please contact me: asked once more, with the truth about who reads it and when; then the client's own click."""

import uuid
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from clinic import access, services
from clinic.http import told


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    if request.method == "POST":
        words = _(
            "Your request stands on their list. Nobody is alerted; here you see when they have seen it."
        )
        told(request, partial(services.ask_for_contact, link=link), words)
        return redirect("clinic:connection", key=link.key)
    person = services.who(clinician=link.clinician, today=timezone.localdate())
    context = {"nav": "settings", "link": link, "who": person}
    return render(request, "clinic/contact.html", context)


@never_cache
@require_POST
def withdraw(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_contact_as_client(request.user, key)
    told(request, partial(services.withdraw_contact, request=found), _("Taken back."))
    return redirect("clinic:connection", key=found.link.key)
