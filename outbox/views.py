"""Two addresses for machines: a mail provider's news, and figures for whoever watches. Neither is there unless set."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from outbox import services
from outbox.http import WEBHOOKS


@csrf_exempt
@login_not_required
@never_cache
def news(request: HttpRequest) -> HttpResponseBase:
    """Anymail checks the signature or the password before anything is read."""
    if not settings.MAIL_NEWS_PROVIDER:
        raise Http404
    answer: HttpResponseBase = import_string(WEBHOOKS[settings.MAIL_NEWS_PROVIDER]).as_view()(request)
    return answer


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Without the token there is nothing here, as if there were no such address."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(
        _lines(services.figures(now=timezone.now())), content_type="text/plain; version=0.0.4"
    )


def _lines(figures: Iterable[services.Figure]) -> str:
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
