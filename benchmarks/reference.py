"""Three pages to measure against: nothing but HTML, a session and its user, and one row written."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from outbox.models import Heartbeat

TEN_KILOBYTES = "<!doctype html><title>Reference</title>" + "<p>Ten kilobytes of words.</p>" * 350


def bare(_: HttpRequest) -> HttpResponse:
    """a1: 10 KB of static HTML."""
    return HttpResponse(TEN_KILOBYTES)


def signed_in(request: HttpRequest) -> HttpResponse:
    """b: the session and its user are read, nothing else."""
    person = cast(User, request.user)
    return HttpResponse(TEN_KILOBYTES + person.email)


@csrf_exempt
def write_one_row(request: HttpRequest) -> HttpResponse:
    """f: as b, and one row is written."""
    person = cast(User, request.user)
    Heartbeat.objects.filter(name="reference").update(beat_at=timezone.now())
    return HttpResponse(str(person.pk))


urlpatterns = [path("a/", bare), path("b/", signed_in), path("f/", write_one_row)]
