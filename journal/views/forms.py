"""Writing into a form: kept by a button, row by row, or as it is typed; on the lesson's page or on one of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from common.http import autosave, way_back
from journal import access, http, services
from journal.models import Entry
from journal.rules.signs import was_kept
from journal.services import Form, FormState, settling


@require_safe
def form(request: UserRequest, name: str) -> HttpResponse:
    """The form alone."""
    found = access.get_form(name)
    state = services.form_state(writer=request.user, form=found, more=http.more(request))
    return _page(request, state)


@require_POST
def keep(request: UserRequest, name: str, key: UUID) -> HttpResponse:
    """Everything on the page is saved, whatever button was pressed; what does not fit comes back with the page."""
    found, key = access.get_form_on_a_page(name), http.key_of_day(request, key, timezone.localdate())
    asked = http.asked(request.POST, found.tree)
    posted, seen = http.posted(request.POST, found.tree), http.seen(request.POST)
    is_last, change = asked.verb == "keep", http.row_change(asked)
    try:
        entry = services.save_page(
            writer=request.user, form=found, key=key, posted=posted, seen=seen, keep=is_last, change=change
        )
    except RuleBroken as refused:
        again = (
            key if isinstance(refused, services.FieldsRefused) else None
        )  # a key that led nowhere is not used twice
        errors = _errors(refused, posted)
        state = services.form_state(writer=request.user, form=found, key=again, errors=errors, posted=posted)
        return _page(request, state, status=422)
    _settle_conflict(entry, asked)
    if is_last:
        _say(request, found, entry)
    return redirect(_way_on(request, found, asked))


@require_POST
def save(request: UserRequest, name: str, key: UUID) -> JsonResponse:
    """One field, as it is typed."""
    found, key = access.get_form_on_a_page(name), http.key_of_day(request, key, timezone.localdate())
    return autosave(
        request,
        lambda field, values, seen: services.save_field(
            writer=request.user, form=found, key=key, field=field, values=values, seen=seen
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: UserRequest, name: str) -> HttpResponse:
    """The body check before a settling exercise: 7 or more leads to other ways first, anything else to the exercise."""
    found, now = access.get_form(name), timezone.now()
    if not found.tree.settle:
        raise Http404
    back = http.back_to(_came_from(request, found), "write", at=name)
    if request.method != "POST":
        page = {"form": found, "back": back, "nav": "notebook"}
        is_resting = settling.is_resting(request.user, now)
        return render(request, "journal/settle_high.html", page) if is_resting else redirect(back)
    value = http.body_check(request.POST)
    if value is not None and settling.note_body_check(learner=request.user, value=value, now=now):
        here = reverse("journal:settle", args=[name])
        return redirect(f"{here}?{urlencode({'next': _came_from(request, found)})}")
    return redirect(back)


def _page(request: HttpRequest, state: FormState, status: int = 200) -> HttpResponse:
    context = {"state": state, "back": way_back(request, ""), "nav": "notebook"}
    return render(request, "journal/form.html", context, status=status)


def _errors(refused: RuleBroken, posted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Why, by field. Where the whole page was refused, every field with something in it says so: it shows it again."""
    if isinstance(refused, services.FieldsRefused):
        return refused.errors
    return {field: str(refused) for field, sent in posted.items() if any(sent)}


def _settle_conflict(entry: Entry | None, asked: http.Asked) -> None:
    verbs = {"take": services.take_other, "drop": services.drop_other}
    if entry is not None and asked.verb in verbs:
        verbs[asked.verb](entry=entry, field=asked.field, index=asked.number, stamp=asked.stamp)


def _say(request: HttpRequest, found: Form, entry: Entry | None) -> None:
    if entry is None:
        messages.info(request, _("Nothing was written, so nothing is kept. That is fine too."))
        return
    alone, marked = _("Kept in your notebook. Only you can read it."), _("Kept. It is marked to be shown.")
    words = marked if entry.shown_since else alone
    said = format_html('{} <a href="{}">{}</a>', words, reverse("journal:notebook"), _("Open the notebook"))
    messages.success(request, said, extra_tags=was_kept(found.name))


def _came_from(request: HttpRequest, found: Form) -> str:
    return way_back(request, reverse("journal:form", args=[found.name]) + "#exercise")


def _way_on(request: HttpRequest, found: Form, asked: http.Asked) -> str:
    """Back to the exercise; after a button of one field, to that field, with the rows the page had."""
    came_from = _came_from(request, found)
    if not asked.field:
        return http.back_to(came_from)
    rows = http.rows_to_show(found.tree, http.posted(request.POST, found.tree), asked)
    return http.back_to(came_from, f"f-{asked.field}", **({"more": rows} if rows else {}), at=found.name)
