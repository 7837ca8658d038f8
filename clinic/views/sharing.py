"""The client's own pages: everything that is shared, with whom, since when; a pause, and the end of it."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest, confirm
from clinic import access, services
from clinic.forms import PickForm, SharingForm
from clinic.http import told
from clinic.models import Link
from common.http import whole_number


@never_cache
@require_safe
def sharing(request: UserRequest) -> HttpResponse:
    page = services.sharing_of(client=request.user, now=timezone.now())
    return render(request, "clinic/sharing.html", {"nav": "settings", "page": page})


@never_cache
@require_safe
def connection(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    page = services.connection_of(link=link, now=timezone.now())
    context = {"nav": "settings", "page": page, "link": link, "pick_form": PickForm()}
    return render(request, "clinic/sharing_connection.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_sharing(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    page = services.connection_of(link=link, now=timezone.now())
    if request.method == "POST":
        form = SharingForm(request.POST)
        form.is_valid()  # a question without an answer is a no; there is nothing else to check
        if set(form.kinds()) - set(page.kinds_now):  # more than now; less is never held up
            confirm(request)
        told(
            request,
            _change(link, form.kinds(), request.POST.get("term", "")),
            _("Saved. It counts from now on."),
        )
        return redirect("clinic:connection", key=link.key)
    context = {"nav": "settings", "page": page, "link": link, "form": SharingForm(standing=page.kinds_now)}
    return render(request, "clinic/sharing_kinds.html", context)


def _change(link: Link, kinds: list[str], term: str) -> Callable[[], None]:
    """After a suspension it is an answer to a question, which the page names by its term."""
    if link.waits_for_client:
        return partial(services.say_again, link=link, kinds=kinds, term=whole_number(term))
    return partial(services.change_sharing, link=link, kinds=kinds)


@never_cache
@require_POST
def renew_sharing(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    confirm(request)
    renew = partial(services.renew_sharing, link=link, kind=request.POST.get("kind", ""))
    told(request, renew, _("Saved. It counts from now on."))
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_POST
def pause(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    words = _("Paused. They can open nothing of yours until you go on.")
    told(request, partial(services.pause_link, link=link), words)
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_POST
def resume(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    words = _("On again. They can open what is listed here.")
    if link.waits_for_client:
        words = _("On again. They can open nothing until you have said what you share with them now.")
    told(request, partial(services.resume_link, link=link), words)
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_POST
def mute_nudges(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    told(request, partial(services.mute_nudges, link=link), _("Off. No nudges from them."))
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_POST
def allow_nudges(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    told(request, partial(services.allow_nudges, link=link), _("On. At most one a week."))
    return redirect("clinic:connection", key=link.key)


@never_cache
@require_safe
def looks(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """After the end too."""
    link = access.get_link_to_read(request.user, key)
    page, shown = services.looks_page(link=link, page=whole_number(request.GET.get("page", "")) or 1)
    context = {"nav": "settings", "link": link, "page": page, "looks": shown}
    return render(request, "clinic/sharing_looks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_as_client(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_client(request.user, key)
    if request.method == "POST":
        services.end_link(link=link, by=request.user)
        messages.success(request, _("Ended. Nothing is shared any more."))
        return redirect("clinic:sharing")
    return render(request, "clinic/end_as_client.html", {"nav": "settings", "link": link})
