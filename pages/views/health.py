"""Two words for whoever watches the service, and not one more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.services import health


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    state = health.state(now=timezone.now())
    return HttpResponse(
        f"{state}\n", content_type="text/plain", status=503 if state == health.State.NOT_READY else 200
    )
