"""The clinician's pages. Every one begins with a door; none reads a client's data without leaving a look."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.forms import AssignForm
from clinic.models import Link
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def assign(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    choice = services.choice_for(link=link)
    data = request.POST if request.method == "POST" else None
    form = AssignForm(data, keys=choice.keys, asks_plan=choice.asks_plan)
    if request.method == "POST" and form.is_valid() and _assigned(request, link, form):
        return redirect("clinic:client", key=link.key)
    context = {"nav": "clients", "link": link, "choice": choice, "form": form}
    return render(request, "clinic/assign.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def preview_assignment(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """The same page again, with what the client would see. Nothing is saved, so nothing is required yet."""
    link = access.get_link_as_clinician(request.user, key)
    choice = services.choice_for(link=link)
    form = AssignForm(request.POST, keys=choice.keys, asks_plan=choice.asks_plan)
    form.errors.pop("has_plan", None)
    context = {"nav": "clients", "link": link, "choice": choice, "form": form}
    if not form.errors:
        context["preview"] = services.preview_of(
            link=link,
            module_keys=form.cleaned_data["modules"],
            note=form.cleaned_data["note"],
            by_on=form.cleaned_data["by_on"],
        )
    return render(request, "clinic/assign.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def withdraw_assignment(request: UserRequest, key: uuid.UUID, assignment_key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    assignment = access.get_assignment_as_clinician(link, assignment_key)
    services.withdraw_assignment(assignment=assignment)
    messages.success(request, _("The suggestion is taken back."))
    return redirect("clinic:client", key=link.key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def end(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    link = access.get_link_as_clinician(request.user, key)
    if request.method == "POST":
        services.end_link(link=link, by=request.user)
        messages.success(request, _("Ended. You can no longer see anything of this client."))
        return redirect("clinic:clients")
    return render(request, "clinic/end.html", {"nav": "clients", "link": link})


def _assigned(request: UserRequest, link: Link, form: AssignForm) -> bool:
    data = form.cleaned_data
    try:
        made = services.assign_modules(
            link=link,
            module_keys=data["modules"],
            note=data["note"],
            by_on=data["by_on"],
            confirms_plan=data.get("has_plan", False),
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    words = ngettext("%(count)d module is suggested.", "%(count)d modules are suggested.", len(made))
    messages.success(request, words % {"count": len(made)})
    return True
