"""Looking for words in lessons, exercises and the glossary."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses import services

LONGEST = 200


@login_not_required
@csrf_exempt  # it changes nothing, and the form stands on pages that are shown without a cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The words come by POST: what somebody looks for stands in no address, history or log."""
    query = request.POST.get("words", "").replace("\x00", "")[:LONGEST].strip()
    found = services.find(query=query) if query else None
    return render(request, "courses/find.html", {"nav": "courses", "query": query, "found": found})
