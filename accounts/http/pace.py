"""An even pace at the entrance, so that time tells nothing."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
ENTRANCE = "/account/"
NO_STORE = "no-store, private"


class EvenPaceMiddleware:
    """Answers every form of the entrance on the next beat of a slow clock.

    A known and an unknown address already cost the same hashes and the same mail row. What is left (a query more, a row
    more) hides below the beat, however quiet the machine. Stands outside the session, whose saving takes time too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.monotonic()
        response = self.get_response(request)
        beat = settings.ENTRANCE_BEAT
        if beat and request.method == "POST" and request.path_info.startswith(ENTRANCE):
            time.sleep(beat - (time.monotonic() - start) % beat)
        return response
