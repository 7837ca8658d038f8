"""Pages of words: how it works, the evidence, privacy, accessibility."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.http import public_page


def page(template: str, nav: str = "") -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    @public_page
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{template}.html", {"nav": nav})

    return view
