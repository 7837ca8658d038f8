"""The client's own pages: everything that is shared, with whom, since when, and the end of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from clinic import access, services
from clinic.forms import SharingForm
from common.errors import RuleBroken


@never_cache
@require_safe
def sharing(request: UserRequest) -> HttpResponse:
    page = services.sharing_of(client=request.user, now=timezone.now())
    rows = [
        (each, SharingForm(standing=[row.kind for row in each.sharings], ids=f"share-{number}"))
        for number, each in enumerate(page.connections, start=1)
    ]
    return render(request, "clinic/sharing.html", {"nav": "settings", "page": page, "rows": rows})


@never_cache
@require_POST
def change_sharing(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    form = SharingForm(request.POST)
    form.is_valid()  # a question without an answer is a no; there is nothing else to check
    try:
        services.change_sharing(link=link, kinds=form.kinds())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. It counts from now on."))
    return redirect("clinic:sharing")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_as_client(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    if request.method == "POST":
        services.end_link(link=link, by=request.user)
        messages.success(request, _("Ended. Nothing is shared any more."))
        return redirect("clinic:sharing")
    return render(request, "clinic/end_as_client.html", {"nav": "settings", "link": link})


@never_cache
@require_POST
def decline_assignment(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    assignment = access.get_assignment_as_client(request.user, key)
    services.decline_assignment(assignment=assignment)
    messages.success(request, _("That is fine. It is off your page, and they see “Not for now”."))
    back = request.POST.get("next", "")
    # A path and nothing else: `redirect` would take a bare word for the name of a view.
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("clinic:sharing")
