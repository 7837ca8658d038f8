"""The pocket card: written here, handed over on the screen, folded from paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from journal import http
from journal.rules.pocket import PANELS, size_of
from journal.services import pocket
from journal.services.states import FormState
from journal.services.writing import FieldsRefused


@require_safe
def card(request: UserRequest) -> HttpResponse:
    return _card(request, pocket.card_of(writer=request.user))


@require_POST
def fill(request: UserRequest) -> HttpResponse:
    """The form of the card sends all of itself, so that nothing typed is lost; then the panel is filled."""
    posted = http.posted(request.POST, pocket.card_form().tree)
    try:
        pocket.save_card(writer=request.user, posted=posted, seen=http.seen(request.POST))
        panel, _colon, how = request.POST.get("panel", "").partition(":")
        pocket.fill_panel(writer=request.user, panel=panel, may_replace=how == "replace")
    except FieldsRefused as refused:
        return _card(request, pocket.card_of(writer=request.user, errors=refused.errors, posted=posted), 422)
    except RuleBroken as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Brought over. Change whatever you like: the exercise stays as it is."))
    return redirect("journal:card")


@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: UserRequest) -> HttpResponse:
    """A choice of sentences; the chosen one comes by POST, so that no address ever says which."""
    sentences = pocket.sentences_for(writer=request.user)
    if request.method != "POST":
        return render(request, "journal/hand.html", {"sentences": sentences, "nav": "notebook"})
    chosen = next((one for one in sentences if one.name == request.POST.get("sentence")), None)
    if chosen is None:
        raise Http404
    context = {"sentence": chosen, "size": size_of(chosen.words), "nav": ""}
    return render(request, "journal/hand_shown.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fold(request: UserRequest) -> HttpResponse:
    panels: list[str] = request.POST.getlist("panel") if request.method == "POST" else [*PANELS]
    if request.method != "POST":
        return _fold(request, panels)
    try:
        sheet = pocket.print_fold(writer=request.user, panels=panels)
    except RuleBroken as refusal:
        return _fold(request, panels, str(refusal), 422)
    return HttpResponse(
        sheet,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="notes.pdf"', "Cache-Control": "no-store"},
    )


def _card(request: UserRequest, state: FormState, status: int = 200) -> HttpResponse:
    offers = pocket.offers_for(writer=request.user, card=state)
    context = {"state": state, "offers": offers, "nav": "notebook"}
    return render(request, "journal/card.html", context, status=status)


def _fold(request: UserRequest, panels: list[str], error: str = "", status: int = 200) -> HttpResponse:
    labels = {field.key: field.label for field in pocket.card_form().tree.fields}
    choices = [(name, labels[name], name in panels) for name in PANELS]
    context = {"choices": choices, "error": error, "nav": "notebook"}
    return render(request, "journal/fold.html", context, status=status)
