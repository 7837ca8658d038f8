"""Showing one page of the notebook to a clinician: seen beforehand, marked, and taken back."""

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
from clinic.forms import MarkForm
from clinic.http import told
from journal.access import get_entry


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_entry(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """Who could read this page, exactly what they would read, and one tick for each of them."""
    entry = get_entry(request.user, key)
    page = services.marking_of(entry=entry, client=request.user, today=timezone.localdate())
    can = {str(reader.link.key): reader.link for reader in page.readers if reader.can_be_chosen}
    form = MarkForm(request.POST if request.method == "POST" else None, keys=list(can))
    if request.method == "POST" and form.is_valid():
        chosen = [can[chosen_key] for chosen_key in form.cleaned_data["readers"]]
        words = _("Marked. They can read this page from now on, until you take it back.")
        told(request, partial(services.mark_entry, entry=entry, links=chosen), words)
        return redirect("clinic:show_entry", key=entry.key)
    context = {"nav": "notebook", "page": page, "form": form}
    return render(request, "clinic/show_entry.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def take_back(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    mark = access.get_mark_as_client(request.user, key)
    words = _("Taken back. They can’t read this page any more.")
    told(request, partial(services.take_back_mark, mark=mark), words)
    if request.POST.get("to") == "entry":
        return redirect("clinic:show_entry", key=mark.entry.key)
    return redirect("clinic:connection", key=mark.link.key)
