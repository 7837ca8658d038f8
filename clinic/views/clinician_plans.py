"""A clinician's own plans: made, changed, copied, deleted, and used for one client or several."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest, clinicians_only
from clinic import access, services
from clinic.forms import ApplyForm, KeepForm, PlanForm, StepForm, WorksForm, wish_in
from clinic.http import told
from clinic.models import Plan
from common.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def plans(request: UserRequest) -> HttpResponse:
    """The list, and a new one."""
    clinician = access.get_clinician(request.user)
    form = PlanForm(_posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = services.make_plan(clinician=clinician, title=form.cleaned_data["title"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("clinic:add_to_plan", key=made.key)
    context = {"nav": "plans", "plans": services.plans_of(clinician=clinician), "form": form}
    return render(request, "clinic/plans.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """Its steps, and its name."""
    found = access.get_plan(request.user, key)
    form = PlanForm(_posted(request), initial={"title": found.title})
    if form.is_bound and form.is_valid():
        told(
            request,
            lambda: services.rename_plan(plan=found, title=form.cleaned_data["title"]),
            _("Saved."),
        )
        return redirect("clinic:plan", key=key)
    context = {"nav": "plans", "page": services.plan_shown(plan=found), "form": form}
    return render(request, "clinic/plan.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def add_to_plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_plan(request.user, key)
    page, data = services.plan_shown(plan=found), request.POST
    choice = services.choice_of(ticked=data.getlist("works"), taken=page.refs, wish=wish_in(data))
    form = WorksForm(_posted(request), keys=choice.keys)
    is_filter = data.get("do") == "filter"
    if form.is_bound and not is_filter and form.is_valid() and _added(request, found, form):
        return redirect("clinic:plan", key=key)
    context = {"nav": "plans", "page": page, "choice": choice, "form": form}
    return render(request, "clinic/plan_add.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def plan_step(request: UserRequest, key: uuid.UUID, step_key: uuid.UUID) -> HttpResponse:
    """When one step comes, and what is said with it."""
    found = access.get_plan(request.user, key)
    step = access.get_step(found, step_key)
    form = StepForm(_posted(request), initial={"gap_days": step.gap_days, "note": step.note or ""})
    if form.is_bound and form.is_valid():
        told(request, lambda: services.change_step(step=step, **form.cleaned_data), _("Saved."))
        return redirect("clinic:plan", key=key)
    page = services.plan_shown(plan=found)
    shown = next(one for one in page.steps if one.step.pk == step.pk)
    context = {"nav": "plans", "page": page, "shown": shown, "form": form}
    return render(request, "clinic/plan_step.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@clinicians_only
def move_step(request: UserRequest, key: uuid.UUID, step_key: uuid.UUID) -> HttpResponse:
    step = access.get_step(access.get_plan(request.user, key), step_key)
    by = 1 if request.POST.get("to") == "down" else -1
    told(request, lambda: services.move_step(step=step, by=by), _("Moved."))
    return redirect("clinic:plan", key=key)


@never_cache
@require_POST
@clinicians_only
def remove_step(request: UserRequest, key: uuid.UUID, step_key: uuid.UUID) -> HttpResponse:
    step = access.get_step(access.get_plan(request.user, key), step_key)
    told(request, lambda: services.remove_step(step=step), _("Taken out of the plan."))
    return redirect("clinic:plan", key=key)


@never_cache
@require_POST
@clinicians_only
def copy_plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_plan(request.user, key)
    told(
        request,
        lambda: services.copy_plan(plan=found),
        _("Copied, with its steps and its messages. A plan never knows for whom it was used."),
    )
    return redirect("clinic:plans")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def delete_plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    found = access.get_plan(request.user, key)
    if request.method == "POST":
        told(request, lambda: services.delete_plan(plan=found), _("Deleted. What you suggested by it stays."))
        return redirect("clinic:plans")
    context = {"nav": "plans", "page": services.plan_shown(plan=found)}
    return render(request, "clinic/plan_delete.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def use_plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """For whom, beginning when; the days can be looked at before anything is saved."""
    found = access.get_plan(request.user, key)
    page, data = services.plan_shown(plan=found), request.POST
    clients = services.clients_to_choose(
        clinician=request.user, ticked=data.getlist("clients"), words=data.get("who", "")[:60]
    )
    today = timezone.localdate()
    form = ApplyForm(
        _posted(request), clients=clients.keys, asks_plan=clients.asks_plan, initial={"start_on": today}
    )
    is_saved = form.is_bound and form.is_valid() and not data.get("do")
    if is_saved and _used(request, found, clients, form):
        return redirect("clinic:plans")
    start_on = form.cleaned_data.get("start_on", today) if form.is_bound else today
    days = services.days_shown(plan=page, start_on=start_on)
    context = {"nav": "plans", "page": page, "clients": clients, "form": form, "days": days}
    return render(request, "clinic/plan_use.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def keep_as_plan(request: UserRequest, key: uuid.UUID) -> HttpResponse:
    """What was suggested to one client as a plan: works and an order, notes only where ticked."""
    link = access.get_link_as_clinician(request.user, key)
    rows = services.suggestions_to_copy(link=link)
    keys = [str(row.key) for row in rows]
    form = KeepForm(_posted(request), keys=keys, initial={"suggestions": keys})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.keep_as_plan(
                link=link,
                title=data["title"],
                keys=[uuid.UUID(one) for one in data["suggestions"]],
                notes=[uuid.UUID(one) for one in data["notes"]],
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept as a plan. Set the days between its steps."))
            return redirect("clinic:plan", key=made.key)
    context = {"nav": "clients", "link": link, "rows": rows, "form": form}
    return render(request, "clinic/keep_as_plan.html", context, status=422 if form.errors else 200)


def _posted(request: UserRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _added(request: UserRequest, found: Plan, form: WorksForm) -> bool:
    works = [tuple(ref.split(":", 1)) for ref in form.cleaned_data["works"]]
    try:
        count = services.add_to_plan(plan=found, works=[(target, key) for target, key in works])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    words = ngettext("%(count)d step is added.", "%(count)d steps are added.", count)
    messages.success(request, words % {"count": count})
    return True


def _used(request: UserRequest, found: Plan, clients: services.ClientChoice, form: ApplyForm) -> bool:
    data = form.cleaned_data
    try:
        placed = services.apply_plan(
            plan=found,
            links=clients.of(data["clients"]),
            start_on=data["start_on"],
            confirms_plan=data.get("has_plan", False),
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, services.placed_in_words(placed))
    return True
