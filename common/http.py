"""What the pages of several apps do with a request: answer an autosave, find the way back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from common.autosave import Saved, Stale
from common.errors import RuleBroken


def autosave(request: HttpRequest, save: Callable[[str, list[str], int], Saved]) -> JsonResponse:
    """Answer the page's script: kept (200), a newer answer exists and both are kept (409), not taken (422)."""
    data = request.POST
    try:
        saved = save(data.get("question", ""), data.getlist("value"), whole_number(data.get("sequence", "")))
    except Stale as stale:
        message = _("This was also answered in another tab. Both answers are kept.")
        return JsonResponse({"sequence": stale.sequence, "message": message}, status=409)
    except RuleBroken as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    at = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"sequence": saved.sequence, "saved_at": at})


def whole_number(text: str) -> int:
    """A number a page sent back; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def sequences(text: str) -> dict[str, int]:
    """The sequence numbers a page was made with: `w1:2 d1:0`."""
    pairs = (part.partition(":") for part in text.split()[:200])
    return {question: whole_number(number) for question, _colon, number in pairs}


def way_back(request: HttpRequest, default: str) -> str:
    """The page that asked, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # A path and nothing else: `redirect` would take a bare word for the name of a view.
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else default
