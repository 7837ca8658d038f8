"""Where to start: open to everybody, and nothing of it is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pages.services.starting import start_page


@login_not_required
@csrf_exempt  # it changes nothing, and the page is shown without a cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Answers come by POST: they stand in no address, history or log."""
    page = start_page(answers=request.POST.dict())
    return render(
        request, "pages/start.html", {"nav": "courses", "page": page, "is_asked": request.method == "POST"}
    )
