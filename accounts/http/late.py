"""What somebody sends after their visit has ended: not done, and not lost.

Where it is known whose visit it was, the words wait in the session, which is sealed, until that person has signed in
again in this browser: for an hour, and for nobody else. Where it is not known they are kept nowhere: the answer shows
them.
"""

import time
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from accounts import access, rules, services
from accounts.http.pace import ENTRANCE, NO_STORE
from accounts.rules import Late


def keep_or_show(request: HttpRequest, view: Any) -> HttpResponseBase | None:
    """For something posted by nobody: None when it waits in the session or is nothing to keep, else a page with it."""
    if not _is_worth_keeping(request, view):
        return None
    late, now = late_in(request), int(time.time())
    is_known = rules.LEFT_BY in request.session
    if is_known and services.keep_late(session=request.session, late=late, now=now):
        return None
    return _shown_back(request) if late.words else None


def sent_from_here(request: HttpRequest) -> Late | None:
    """What a form of this site sent and had refused, if it may be shown back; never what another site sent."""
    is_ours = request.headers.get("Origin") == _site(request)
    return late_in(request) if is_ours and _is_worth_keeping(request, None) else None


def note_who_left(request: HttpRequest, who: str) -> None:
    """In the session that begins when a visit has ended by itself: whose it was, as a mark that names nobody."""
    request.session[rules.LEFT_BY] = services.page_mark(who)


def has_late(request: HttpRequest) -> bool:
    return bool(services.lates_of(session=request.session, now=int(time.time())))


def forget_if_done(request: HttpRequest, response: HttpResponseBase) -> None:
    """It was sent again, and taken."""
    if request.method != "POST" or response.status_code >= 400 or rules.LATE not in request.session:
        return
    services.drop_late(session=request.session, late=late_in(request), now=int(time.time()))


def _shown_back(request: HttpRequest) -> HttpResponseBase:
    answer = render(request, "accounts/not_saved.html", {"late": late_in(request)}, status=403)
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def late_in(request: HttpRequest) -> Late:
    """What a form sent, without its token."""
    fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return Late(
        path=request.get_full_path(),
        fields=tuple((name, value) for name, value in fields if name not in rules.NOT_KEPT),
    )


def _is_worth_keeping(request: HttpRequest, view: Any) -> bool:
    """Forms of people, not calls of scripts; nothing about the account itself; nothing that asks who it is."""
    is_script = "application/json" in request.headers.get("Accept", "")
    is_guarded = getattr(view, "asks_again", False) or request.path_info.startswith(ENTRANCE)
    return not is_script and not is_guarded and rules.may_be_kept(late_in(request))


def page_it_came_from(request: HttpRequest) -> str:
    """As browsers name it within a site; the address of what was posted opens nothing by itself."""
    came_from, site = request.headers.get("Referer", ""), _site(request)
    return access.local_path(came_from.removeprefix(site)) if came_from.startswith(f"{site}/") else ""


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
