"""Courses to choose from, one course, and the glossary: open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from courses import access, services
from courses.services.figures import find_figure
from library.http import public_page


@login_not_required
@public_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    learner = request.user if isinstance(request.user, User) else None
    context = {"shelf": services.catalogue(learner=learner), "nav": "courses"}
    return render(request, "courses/catalogue.html", context)


@login_not_required
@public_page
@require_safe
def course(request: HttpRequest, number: int) -> HttpResponse:
    found = access.get_course(number)
    page = services.course_page(reader=request.user, course=found)
    template = "courses/path.html" if found.is_path else "courses/course.html"
    return render(request, template, {"page": page, "course": found, "nav": "courses"})


@login_not_required
@public_page
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    return render(request, "courses/words.html", {"terms": services.words(), "nav": "courses"})


@login_not_required
@require_safe
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a lesson; it says nothing about who looks."""
    found = find_figure(name)
    if found is None:
        raise Http404
    path, kind = found
    return HttpResponse(
        path.read_bytes(), content_type=kind, headers={"Cache-Control": "public, max-age=3600"}
    )
