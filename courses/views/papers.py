"""What a course gives to take away on paper: a module to read and write on, and a letter at the end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from courses import access
from courses.forms import LetterForm, PathLetterForm
from courses.services.letters import NotFinished, finished_on, print_letter
from courses.services.packs import print_pack


@require_safe
def pack(request: UserRequest, course: int, module: int) -> HttpResponse:
    """The lessons of a module; whoever is signed in may read them all."""
    found = access.get_module(course, module)
    return _as_file(print_pack(module=found), f"module-{found.position}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: UserRequest, number: int) -> HttpResponse:
    """What shall stand on the letter is asked each time, and not kept."""
    course = access.get_course(number)
    try:
        day = finished_on(learner=request.user, course=course)
    except NotFinished as refusal:
        messages.info(request, str(refusal))
        return redirect(course)
    kind = PathLetterForm if course.is_path else LetterForm
    form = kind(request.POST or None, initial={"name": request.user.greeting_name})
    if form.is_valid():
        return _as_file(print_letter(learner=request.user, course=course, **form.cleaned_data), "letter.pdf")
    context = {"course": course, "form": form, "day": day, "nav": "courses"}
    return render(request, "courses/letter.html", context, status=422 if form.errors else 200)


def _as_file(pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
