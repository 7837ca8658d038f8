"""“This made things worse”: a page that asks, a button that tells, a thank you, and what came of it."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from courses import access, services
from library.http import public_page


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def worse(request: HttpRequest, course: int, module: int, number: int) -> HttpResponse:
    """Open to whoever may read the lesson. Its own page carries no token, so that it can be cached; this one does."""
    address = access.get_address(request.user, course, module, number)
    lesson = access.published_lesson(address)
    reader = request.user if isinstance(request.user, User) else None
    if reader is None and not lesson.is_sample:
        return redirect_to_login(request.path)
    if request.method == "POST":
        services.report_worse(lesson=lesson, reporter=reader, place=access.last_place(address))
        return redirect(f"{request.path}?told=yes")
    context = {"lesson": lesson, "is_told": "told" in request.GET, "nav": "courses"}
    return render(request, "courses/worse.html", context)


@login_not_required
@public_page
@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """What was changed because it hurt, for everybody to read."""
    told = services.what_changed(now=timezone.now())
    return render(request, "courses/changed.html", {"nav": "courses", "told": told})
