"""What clinicians read before they suggest something. Nothing here is about anybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest, clinicians_only
from clinic import access, services


@never_cache
@require_safe
@clinicians_only
def library(request: UserRequest) -> HttpResponse:
    access.get_clinician(request.user)
    return render(request, "clinic/library.html", {"nav": "library", "shelf": services.shelf()})
