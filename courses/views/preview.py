"""Authors see what is in the content folder in the real page, before it is published. Staff only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest, staff_only
from courses.services import preview, tallies


@require_safe
@staff_only
def index(request: UserRequest) -> HttpResponse:
    compilation = preview.compiled(today=timezone.localdate())
    context = {"compilation": compilation, "tallies": tallies()}
    return render(request, "courses/preview.html", context)


@require_safe
@staff_only
def lesson(request: UserRequest, key: str) -> HttpResponse:
    compilation = preview.compiled(today=timezone.localdate())
    if compilation.library is None:
        return render(request, "courses/preview.html", {"compilation": compilation})
    shown = preview.lesson_preview(library=compilation.library, key=key, problems=compilation.problems)
    context = {"page": shown.page, "lesson": shown.page.lesson, "problems": shown.problems, "preview": True}
    return render(request, "courses/lesson.html", context)
