"""The client's answers to what is suggested, and to a nudge."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from clinic import access, services
from clinic.http import told


@never_cache
@require_POST
def accept_assignment(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    assignment = access.get_assignment_as_client(request.user, key)
    words = _("Taken on. You can change your mind whenever you like.")
    return _answered(request, lambda: services.accept_assignment(assignment=assignment), words)


@never_cache
@require_POST
def ask_for_less(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    assignment = access.get_assignment_as_client(request.user, key)
    words = _("They see “Asked for less”. It stays here, and none of it is fine too.")
    return _answered(request, lambda: services.ask_for_less(assignment=assignment), words)


@never_cache
@require_POST
def decline_assignment(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    assignment = access.get_assignment_as_client(request.user, key)
    words = _("That is fine. It is off your page, and they see “Not for now”.")
    return _answered(request, lambda: services.decline_assignment(assignment=assignment), words)


@never_cache
@require_POST
def decline_together(request: UserRequest, key: uuid.UUID, together_key: uuid.UUID) -> HttpResponse:
    """Everything of one plan that is not finished."""
    link = access.get_together_as_client(request.user, key, together_key)
    words = _("That is fine. None of it comes, and they see “Not for now”.")
    told(request, lambda: services.decline_together(link=link, together_key=together_key), words)
    return redirect("clinic:connection", key=key)


@never_cache
@require_POST
def put_away_nudge(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    nudge = access.get_nudge_as_client(request.user, key)
    return _answered(request, lambda: services.put_away(nudge=nudge), _("Put away."))


def _answered(request: UserRequest, act: Callable[[], object], words: str) -> HttpResponse:
    """Back to where the button stood: a path and nothing else, since `redirect` would take a bare word for a view."""
    told(request, act, words)
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("clinic:sharing")
