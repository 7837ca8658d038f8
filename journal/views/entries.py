"""One entry: read, changed, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from common.http import whole_number
from journal import access, http
from journal.models import Entry
from journal.services import marking, notebook, states, writing


@require_safe
def entry(request: UserRequest, key: UUID) -> HttpResponse:
    found = access.get_entry(request.user, key)
    context = {
        "entry": found,
        "row": notebook.Row(found),
        "state": states.entry_state(entry=found),
        "home": _home(found),
        "may_be_marked": marking.may_be_marked(found),
        "nav": "notebook",
    }
    return render(request, "journal/entry.html", context)


@require_safe
def edit(request: UserRequest, key: UUID) -> HttpResponse:
    """The form of today with what is written. An exercise that is no longer offered has none: 404."""
    found = access.get_entry(request.user, key)
    form = access.get_form(notebook.form_name(found))
    state = states.form_state(writer=request.user, form=form, key=key, more=http.more(request))
    context = {"entry": found, "row": notebook.Row(found), "state": state, "nav": "notebook"}
    return render(request, "journal/entry_edit.html", context)


@require_POST
def settle(request: UserRequest, key: UUID) -> HttpResponse:
    """One of two texts stays: what another page tried to save is used, or let go."""
    found, asked = access.get_entry(request.user, key), request.POST
    act = writing.take_other if asked.get("do") == "take" else writing.drop_other
    act(
        entry=found,
        field=asked.get("field", ""),
        index=whole_number(asked.get("index", "")),
        stamp=asked.get("stamp", "none"),
    )
    return redirect("journal:entry", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, key: UUID) -> HttpResponse:
    """Asked once, then gone."""
    found = access.get_entry(request.user, key)
    if request.method != "POST":
        context = {"entry": found, "row": notebook.Row(found), "nav": "notebook"}
        return render(request, "journal/entry_delete.html", context)
    writing.delete_entry(entry=found)
    messages.success(request, _("Deleted."))
    return redirect(_home(found))


def _home(entry: Entry) -> str:
    """The list it stands in."""
    return reverse("journal:victories" if entry.kind == Entry.Kind.VICTORY else "journal:notebook")
