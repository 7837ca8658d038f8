"""A clinician suggests work to one client or several, puts it in order, copies it and takes it back.

Nothing in the address names what was ticked or who: what makes a long list shorter is posted, and nothing is saved.
"""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.forms import AssignForm, AssignSeveralForm, CopyForm, wish_in
from clinic.http import told
from clinic.models import Link
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def assign(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    choice = _choice(request, link)
    form = AssignForm(_posted(request), keys=choice.keys, asks_plan=choice.asks_plan)
    if form.is_bound and form.is_valid() and _assigned(request, [link], form):
        return redirect("clinic:client", key=link.key)
    context = {"nav": "clients", "link": link, "choice": choice, "form": form}
    return render(request, "clinic/assign.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def preview_assignment(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """The same page again, shorter or with what the client would see. Nothing is saved, so nothing is required yet."""
    link = access.get_link_as_clinician(request.user, key)
    choice = _choice(request, link)
    form = AssignForm(request.POST, keys=choice.keys, asks_plan=choice.asks_plan)
    form.errors.pop("has_plan", None)
    context = {"nav": "clients", "link": link, "choice": choice, "form": form}
    if not form.errors and request.POST.get("do") != "filter":
        context["preview"] = _preview(link, form)
    return render(request, "clinic/assign.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def assign_several(request: UserRequest) -> HttpResponse:
    clients, choice, form = _several(request)
    if form.is_bound and form.is_valid():
        links = clients.of(form.cleaned_data["clients"])
        if _assigned(request, links, form):
            return redirect("clinic:clients")
    context = {"nav": "suggest", "clients": clients, "choice": choice, "form": form}
    return render(request, "clinic/assign_several.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def preview_several(request: UserRequest) -> HttpResponse:
    """The same page again, shorter or with what each of them would see. Nothing is saved."""
    clients, choice, form = _several(request)
    context = {"nav": "suggest", "clients": clients, "choice": choice, "form": form}
    if form.is_valid() and request.POST.get("do") != "filter":
        context["preview"] = _preview(Link(clinician=request.user), form)
        context["chosen"] = clients.of(form.cleaned_data["clients"])
    return render(request, "clinic/assign_several.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def withdraw_assignment(request: UserRequest, key: uuid.UUID, assignment_key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    assignment = access.get_assignment_as_clinician(link, assignment_key)
    told(
        request,
        lambda: services.withdraw_assignment(assignment=assignment),
        _("Taken back, as far as it still stood."),
    )
    return redirect("clinic:client", key=link.key)


@never_cache
@require_POST
@clinicians_only
def move_assignment_up(request: UserRequest, key: uuid.UUID, assignment_key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    assignment = access.get_assignment_as_clinician(link, assignment_key)
    told(request, lambda: services.move_assignment_up(assignment=assignment), _("Moved up."))
    return redirect("clinic:client", key=link.key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def copy_suggestions(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """Suggest to others what was suggested to one: works, no dates, notes only where ticked, and nobody's name."""
    link = access.get_link_as_clinician(request.user, key)
    rows = services.suggestions_to_copy(link=link)
    clients = services.clients_to_choose(
        clinician=request.user,
        ticked=request.POST.getlist("clients"),
        words=request.POST.get("who", "")[:60],
        but=link,
    )
    form = CopyForm(
        _posted(request),
        keys=[str(row.key) for row in rows],
        clients=clients.keys,
        asks_plan=clients.asks_plan,
    )
    is_filter = request.POST.get("do") == "filter"
    if form.is_bound and not is_filter and form.is_valid() and _copied(request, link, clients, form):
        return redirect("clinic:client", key=link.key)
    context = {"nav": "clients", "link": link, "rows": rows, "clients": clients, "form": form}
    return render(request, "clinic/copy_suggestions.html", context, status=422 if form.errors else 200)


def _choice(request: UserRequest, link: Link) -> services.Choice:
    data = request.POST
    try:
        return services.choice_for(
            link=link, now=timezone.now(), ticked=data.getlist("works"), wish=wish_in(data)
        )
    except RuleBroken:  # ended or suspended since the door
        raise Http404 from None


def _posted(request: UserRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _several(
    request: UserRequest,
) -> tuple[services.ClientChoice, services.Choice, AssignSeveralForm]:
    clinician, data = access.get_clinician(request.user), request.POST
    clients = services.clients_to_choose(
        clinician=clinician, ticked=data.getlist("clients"), words=data.get("who", "")[:60]
    )
    choice = services.choice_of(ticked=data.getlist("works"), wish=wish_in(data))
    form = AssignSeveralForm(
        _posted(request), keys=choice.keys, clients=clients.keys, asks_plan=clients.asks_plan
    )
    return clients, choice, form


def _preview(link: Link, form: AssignForm) -> list[services.Suggestion]:
    data = form.cleaned_data
    return services.preview_of(link=link, refs=data["works"], note=data["note"], by_on=data["by_on"])


def _assigned(request: UserRequest, links: Sequence[Link], form: AssignForm) -> bool:
    data = form.cleaned_data
    works = [
        services.Wanted(target, key, data["note"].strip())
        for target, _colon, key in (ref.partition(":") for ref in data["works"])
    ]
    try:
        made = services.assign_works(
            links=links, works=works, by_on=data["by_on"], confirms_plan=data.get("has_plan", False)
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _made_in_words(len(made), len(links)))
    return True


def _made_in_words(works: int, clients: int) -> str:
    if clients == 1:
        words = ngettext("%(count)d suggestion is made.", "%(count)d suggestions are made.", works)
        return words % {"count": works}
    each = works // clients
    words = ngettext(
        "%(each)d suggestion is made to each of %(clients)d clients.",
        "%(each)d suggestions are made to each of %(clients)d clients.",
        each,
    )
    return words % {"each": each, "clients": clients}


def _copied(request: UserRequest, link: Link, clients: services.ClientChoice, form: CopyForm) -> bool:
    data = form.cleaned_data
    try:
        placed = services.copy_suggestions(
            link=link,
            links=clients.of(data["clients"]),
            keys=[uuid.UUID(key) for key in data["suggestions"]],
            notes=[uuid.UUID(key) for key in data["notes"]],
            confirms_plan=data.get("has_plan", False),
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, services.placed_in_words(placed))
    return True
