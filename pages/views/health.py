"""A word or two for whoever watches the service, and figures for those with a token."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.services import Figure
from pages.services import health

PLAIN = "text/plain; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type=PLAIN)


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The state in the first line, and what is wrong in those after it."""
    found = health.health(now=timezone.now())
    lines = "".join(f"{line}\n" for line in (found.state, *found.reasons))
    return HttpResponse(
        lines, content_type=PLAIN, status=503 if found.state == health.State.NOT_READY else 200
    )


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Without the token there is nothing here, as if there were no such address."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(
        _lines(health.figures(now=timezone.now())), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _lines(figures: Iterable[Figure]) -> str:
    """Prometheus' text form; every figure is a gauge."""
    lines: list[str] = []
    said: set[str] = set()
    for figure in figures:
        name = f"alder_{figure.name}"
        if name not in said:
            lines += [f"# HELP {name} {figure.meaning}", f"# TYPE {name} gauge"]
            said.add(name)
        labels = ",".join(f'{label}="{_escaped(value)}"' for label, value in figure.labels.items())
        lines.append(
            f"{name}{{{labels}}} {_number(figure.value)}" if labels else f"{name} {_number(figure.value)}"
        )
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
