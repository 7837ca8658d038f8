"""An address for a mail provider's news, which is not there unless set."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

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
