"""Public pages: shown to everybody alike, so that one rendering serves them all until the next publication."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, has_vary_header, set_response_etag

from library.services import current_edition

Handler = Callable[[HttpRequest], HttpResponse]
# May be kept by anybody, and is asked about each time: a publication, or a visit that begins, shows at once.
PUBLIC = "public, no-cache"
PERSONAL = "private, no-cache"
EDITION = "alder.edition"
LONGEST = 150  # of the addresses whose pages are kept


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that shows a reader without cookies what it shows every other one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not _is_anonymous(request):
            return view(request, *args, **kwargs)
        # Asked before rendering, so that no edition is ever given the words of an earlier one.
        request.META[EDITION] = current_edition()
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = PUBLIC
        return response

    return shown


class PublicPageMiddleware:
    """Keeps what `public_page` made in this process, and answers from there or by 304.

    Whoever sends a cookie is passed through, both ways. A page that sets a cookie or looked for one is not public,
    whatever its view says. Addresses with a query are rendered each time: there is no end to them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.pages = caches["memory"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_anonymous(request):
            return self.get_response(request)
        response = self._kept(request)
        if response is None:
            response = self._made(request)
        if response.headers.get("Cache-Control") != PUBLIC:
            return response
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    def _kept(self, request: HttpRequest) -> HttpResponse | None:
        place = _place(request)
        kept = self.pages.get(place) if place else None
        if kept is None:
            return None
        edition, content, headers = kept
        return HttpResponse(content, headers=headers) if edition == current_edition() else None

    def _made(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Cache-Control") != PUBLIC:
            return response
        if response.cookies or has_vary_header(response, "Cookie"):
            response.headers["Cache-Control"] = PERSONAL
            return response
        set_response_etag(response)
        edition, place = request.META.get(EDITION), _place(request)
        if edition and place and request.method == "GET":
            self.pages.set(place, (edition, response.content, dict(response.headers)))
        return response


def _is_anonymous(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"} and not request.COOKIES and "HTTP_AUTHORIZATION" not in request.META
    )


def _place(request: HttpRequest) -> str:
    """What a page is kept under; empty for an address that never is.

    A cache warns of a long key by writing it, address and all, past everything that keeps the log clean.
    """
    path = request.get_full_path()
    return "" if "?" in path or len(path) > LONGEST else f"page|{request.get_host()}|{path}"
