"""The lesson's page, and what a reader does with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from accounts.models import User
from common.errors import RuleBroken
from courses import access, services
from courses.forms import ReturnForm
from courses.models import Lesson, LessonAddress
from courses.rules.paths import PARAMETER
from journal import http as exercises
from journal.rules.signs import prints_notes
from library.http import public_page


@login_not_required
@public_page
@require_safe
def lesson(request: HttpRequest, course: int, module: int, number: int) -> HttpResponse:
    """Old addresses lead on; the first lesson of a course is open, the others ask to sign in."""
    address = access.get_address(request.user, course, module, number, path=path_of(request))
    found = address.lesson
    if not found.is_published:
        return render(request, "courses/retired.html", {"lesson": found, "nav": "courses"}, status=410)
    if not address.is_present:
        return redirect(address.url)
    if isinstance(request.user, User):
        _begin(request.user, address)
    elif not found.is_sample:
        return redirect_to_login(request.get_full_path())
    page = services.lesson_page(reader=request.user, address=address, more=exercises.more(request))
    context = {
        "page": page,
        "lesson": found,
        "returns": services.RETURNS,
        "prints_notes": prints_notes(request.GET),
        "nav": "courses",
    }
    return render(request, "courses/lesson.html", context)


@require_safe
def lesson_of(request: UserRequest, key: str) -> HttpResponse:
    """For pages that know a lesson by its permanent id only; one that is gone leads to the courses."""
    found = access.find_lesson(key)
    return redirect(found if found else "courses:catalogue")


def _begin(learner: User, address: LessonAddress) -> None:
    lesson: Lesson = address.lesson
    services.open_lesson(learner=learner, lesson=lesson, last_opened_at=access.last_opened(address))
    services.come_back(
        learner=learner,
        course=address.read_in,
        return_on=access.return_day(address),
        today=timezone.localdate(),
    )


def path_of(request: HttpRequest) -> str:
    """What the address says of a path that the lesson is read on."""
    return request.GET.get(PARAMETER, "")


def _published(request: UserRequest, course: int, module: int, number: int) -> LessonAddress:
    return access.get_published(request.user, course, module, number, path=path_of(request))


@require_POST
def finish(request: UserRequest, course: int, module: int, number: int) -> HttpResponse:
    address = _published(request, course, module, number)
    services.finish(learner=request.user, lesson=address.lesson)
    undo = f"{address.url}#finished"
    words = _("Finished. You can come back to this at any time.")
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, undo, _("Undo, or read it again")))
    return redirect(address.following.url if address.following else address.read_in)


@require_POST
def unfinish(request: UserRequest, course: int, module: int, number: int) -> HttpResponse:
    address = _published(request, course, module, number)
    services.unfinish(learner=request.user, lesson=address.lesson)
    messages.success(request, _("Not finished any more. Finish it again whenever you like."))
    return redirect(address.url)


@require_POST
def keep(request: UserRequest, course: int, module: int, number: int) -> HttpResponse:
    """Not yet: the place is kept, and the reader goes back to the course, or to the path."""
    address = _published(request, course, module, number)
    if "place" in request.POST:
        place = request.POST["place"]
        services.keep_known_place(learner=request.user, lesson=address.lesson, place=place)
    messages.success(request, _("Your place is kept. Come back whenever you like."))
    return redirect(address.read_in)


@require_POST
def choose_return(request: UserRequest, course: int, module: int, number: int) -> HttpResponse:
    """The return question at a lesson's end; only for people on the course, or on the path they read it on."""
    address = _published(request, course, module, number)
    enrolment = access.get_enrolment(request.user, address.read_in.number)
    form = ReturnForm(request.POST)
    when = form.cleaned_data if form.is_valid() else {"when": "", "day": None}
    try:
        services.choose_return(enrolment=enrolment, today=timezone.localdate(), **when)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(address.url)
    return redirect(f"{address.url}#finished")


@require_POST
def place(request: UserRequest, course: int, module: int, number: int) -> HttpResponse:
    """The page's script says which heading was reached; a place that is gone is not kept."""
    found = _published(request, course, module, number).lesson
    is_kept = services.keep_known_place(
        learner=request.user, lesson=found, place=request.POST.get("place", "")
    )
    return HttpResponse(status=204 if is_kept else 422)
