"""Notes from me: the list, writing one, opening it, deleting it."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from journal import access
from journal.forms import NoteForm
from journal.services import notes

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def from_me(request: UserRequest) -> HttpResponse:
    told = notes.notes_of(writer=request.user, today=timezone.localdate())
    return render(request, "journal/notes_from_me.html", {"notes": told, "nav": "notebook"})


@PAGE
def write(request: UserRequest) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if form.is_valid():
        try:
            notes.write_note(
                writer=request.user, now=timezone.now(), today=timezone.localdate(), **form.cleaned_data
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept, and closed. Only you can open it."))
            return redirect("journal:from_me")
    context = {"form": form, "agreed": notes.MAIL_AGREED, "nav": "notebook"}
    return render(request, "journal/note_write.html", context, status=422 if form.is_bound else 200)


@require_safe
def note(request: UserRequest, key: UUID) -> HttpResponse:
    """Its words once it is open; until then whether, and how, it can be opened."""
    found = access.get_note(request.user, key)
    state = notes.state_of(found, today=timezone.localdate())
    context = {"note": found, "state": state.value, "nav": "notebook"}
    if state == notes.State.CLOSED:
        context["question"] = notes.early_question(found)
    return render(request, "journal/note_page.html", context)


@require_POST
def open_note(request: UserRequest, key: UUID) -> HttpResponse:
    """One press; a note for a later day leads to the page that asks once more."""
    found = access.get_note(request.user, key)
    if request.POST.get("early") == "yes":
        notes.open_note_early(note=found, now=timezone.now())
        return redirect("journal:note", key=key)
    with suppress(notes.NotYet):
        notes.open_note(note=found, now=timezone.now(), today=timezone.localdate())
    return redirect("journal:note", key=key)


@PAGE
def delete_note(request: UserRequest, key: UUID) -> HttpResponse:
    found = access.get_note(request.user, key)
    if request.method != "POST":
        state = notes.state_of(found, today=timezone.localdate())
        context = {"note": found, "told": notes.Told(found, state), "nav": "notebook"}
        return render(request, "journal/note_delete.html", context)
    notes.delete_note(note=found)
    messages.success(request, _("Deleted for good."))
    return redirect("journal:from_me")
