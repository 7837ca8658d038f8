"""Authors see what is in the content folder in the real page, before it is published. Staff only."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from courses.services import preview, tallies


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A stranger gets 404, never 403."""

    @wraps(view)
    def guarded(request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


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
