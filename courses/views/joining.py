"""Joining a course, choosing a pace, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from common.errors import RuleBroken
from courses import access, services
from courses.forms import PaceForm, PathPaceForm
from courses.models import Course, Enrolment

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
def join(request: UserRequest, number: int) -> HttpResponse:
    """One press joins; the pace is chosen on the next page. Whoever signs in on the way finds the button again."""
    course = access.get_course(number)
    if request.method != "POST":
        return redirect(course)
    try:
        services.enrol(learner=request.user, course=course)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(course)
    return redirect("courses:pace", number=number)


@PAGE
def pace(request: UserRequest, number: int) -> HttpResponse:
    enrolment = access.get_enrolment(request.user, number)
    if request.method == "POST":
        return _take_pace(request, enrolment.course, enrolment)
    return _pace_page(request, enrolment.course, _blank(request, enrolment))


@PAGE
def leave(request: UserRequest, number: int) -> HttpResponse:
    enrolment = access.get_enrolment(request.user, number)
    if request.method != "POST":
        return render(request, "courses/leave.html", {"course": enrolment.course, "nav": "courses"})
    services.leave(enrolment=enrolment)
    messages.success(request, _left(enrolment.course))
    return redirect("courses:catalogue")


def _left(course: Course) -> str:
    if course.is_path:
        return _("You have left it. Your place and what you finished are kept.")
    return _("You have left the course. Your place and what you finished are kept.")


def _take_pace(request: UserRequest, course: Course, enrolment: Enrolment) -> HttpResponse:
    form = _form_of(course)(request.POST, initial={"time_zone": request.user.time_zone})
    if form.is_valid():
        try:
            services.settle_in(enrolment=enrolment, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error("days", str(refusal))
        else:
            messages.success(request, _kept(form.cleaned_data["pace"]))
            return redirect(course)
    return _pace_page(request, course, form, status=422)


def _kept(pace: str) -> str:
    if pace == Enrolment.Pace.NONE:
        return _("No notes for now. You can choose a pace at any time.")
    return _("Your pace is kept. You can change it at any time.")


def _blank(request: UserRequest, enrolment: Enrolment) -> PaceForm:
    days = enrolment.pace_days if enrolment.pace == Enrolment.Pace.OWN else []
    chosen = {"pace": enrolment.pace, "days": days, "hour": enrolment.pace_hour}
    return _form_of(enrolment.course)(initial={"time_zone": request.user.time_zone, **chosen})


def _form_of(course: Course) -> type[PaceForm]:
    return PathPaceForm if course.is_path else PaceForm


def _pace_page(request: UserRequest, course: Course, form: PaceForm, *, status: int = 200) -> HttpResponse:
    context = {"course": course, "form": form, "agreed": services.NOTES_AGREED}
    return render(request, "courses/pace.html", {**context, "nav": "courses"}, status=status)
