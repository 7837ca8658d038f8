"""Who is sent to sign in, with what they were sending; and who is asked first whether they agree to the words."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts import rules, services
from accounts.http.late import has_late, keep_or_show, page_it_came_from
from accounts.models import User


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view but those for everybody needs somebody signed in, who agrees to the words of today.

    What somebody was sending is kept or shown back. Only pages wait for the agreement; nothing that is sent does, and
    none of `rules.OPEN_BEFORE_AGREEING`.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer or not getattr(view_func, "login_required", True) or not _asks_first(request):
            return answer
        address = reverse("accounts:agreement")
        asked_for = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return HttpResponseRedirect(f"{address}?{asked_for}")

    def handle_no_permission(  # type: ignore[override]  # django-stubs: a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        shown = keep_or_show(request, view_func)
        if shown:
            return shown
        waits = reverse("accounts:late") if has_late(request) else ""
        return redirect_to_login(waits or page_it_came_from(request) or reverse(settings.LOGIN_REDIRECT_URL))


def _asks_first(request: HttpRequest) -> bool:
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith(rules.OPEN_BEFORE_AGREEING):
        return False
    return services.must_agree(user=cast("User", request.user), session=request.session)
