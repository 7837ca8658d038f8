"""The index of tools: open to everybody; writing needs an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.http import public_page
from pages.services.tools import tools_by_need


@login_not_required
@public_page
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/tools.html", {"nav": "tools", "needs": tools_by_need()})
