"""For our session: what the client brings, in which order, and "We met today"."""

import uuid
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from clinic import access, services
from clinic.forms import PickForm
from clinic.http import told
from clinic.models import Link, Pick
from quizzes.access import get_result


@never_cache
@require_POST
def pick(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    form = PickForm(request.POST)
    if not form.is_valid():
        raise Http404  # only a page that is not ours sends such keys
    told(request, partial(_pick, request, link, form.cleaned_data), _("Picked for your session."))
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_POST
def remove_pick(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_pick_as_client(request.user, key)
    told(request, partial(services.remove_pick, pick=found), _("Taken off."))
    return redirect("clinic:connection", key=found.link.key)


@never_cache
@require_POST
def move_pick_up(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_pick_as_client(request.user, key)
    told(request, partial(services.move_pick_up, pick=found), _("Moved up."))
    return redirect("clinic:connection", key=found.link.key)


@never_cache
@require_POST
def pick_again(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_pick_as_client(request.user, key)
    told(request, partial(services.pick_again, pick=found), _("Picked for your session."))
    return redirect("clinic:connection", key=found.link.key)


@never_cache
@require_http_methods(["GET", "HEAD"])
def bring_result(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """From a result: to which session? The page explains when there is no clinician, or results are not agreed."""
    result = get_result(request.user, key)
    page = services.sharing_of(client=request.user, now=timezone.now())
    context = {"nav": "results", "result": result, "page": page}
    return render(request, "clinic/bring_result.html", context)


@never_cache
@require_POST
def met(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    words = _("Noted. What you had picked is in your history, and there is room for the next session.")
    told(request, partial(services.mark_session, link=link, by=request.user), words)
    return redirect("clinic:connection", key=link.key)


def _pick(request: UserRequest, link: Link, data: dict[str, object]) -> Pick:
    """Each thing goes through its own door first: somebody else's is not there."""
    if isinstance(mark := data["mark"], uuid.UUID):
        return services.pick_entry(link=link, mark=access.get_mark_as_client(request.user, mark))
    if isinstance(result := data["result"], uuid.UUID):
        return services.pick_result(link=link, result=get_result(request.user, result))
    if lesson := data["lesson"]:
        return services.pick_lesson(link=link, lesson_key=str(lesson))
    return services.pick_words(link=link, words=str(data["words"]))
