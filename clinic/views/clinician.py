"""The end of a connection, by the clinician."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest, clinicians_only
from clinic import access, services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def end(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    if request.method == "POST":
        services.end_link(link=link, by=request.user)
        messages.success(request, _("Ended. You can no longer see anything of this client."))
        return redirect("clinic:clients")
    return render(request, "clinic/end.html", {"nav": "clients", "link": link})
