"""What the clinic's pages do with a request: how often somebody may try a code, and which code a visit has entered."""

from collections.abc import Callable
from datetime import datetime

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest

from accounts.http import UserRequest
from clinic import access
from clinic.models import Invitation
from common.errors import RuleBroken

ENTERED = "entered_invitation"


def told(request: HttpRequest, act: Callable[[], object], words: str) -> bool:
    """Do it and say so, or say why not; True when it was done."""
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True


def may_try_code(request: UserRequest) -> bool:
    """Counted per person and per network address (settings.ACCOUNT_RATE_LIMITS), whether the code is right or not."""
    return bool(ratelimit.consume(request, action="sharing_code", user=request.user))


def enter(request: UserRequest, typed: str, now: datetime) -> bool:
    """Remember in the session which invitation this visit may answer; False for every code that opens none."""
    try:
        found = access.get_invitation_by_code(typed, now)
    except Http404:
        return False
    request.session[ENTERED] = str(found.key)
    return True


def entered(request: UserRequest, now: datetime) -> Invitation:
    return access.get_entered_invitation(request.session.get(ENTERED), now)


def forget(request: HttpRequest) -> None:
    request.session.pop(ENTERED, None)
