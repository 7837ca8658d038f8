"""The learner's page about notes, and the links in the mails, which work signed out."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from reminders import access, services
from reminders.forms import WishesForm
from reminders.models import Preferences

PAUSE = timedelta(days=14)


@require_safe
def settings_page(request: UserRequest) -> HttpResponse:
    return _render_settings(request, None)


@require_POST
def change(request: UserRequest) -> HttpResponse:
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _render_settings(request, form)
    wishes = services.wishes_of(learner=request.user)
    services.change_wishes(wishes=wishes, has_plain_subjects=form.cleaned_data["has_plain_subjects"])
    return _saved(request)


@require_POST
def pause(request: UserRequest) -> HttpResponse:
    _pause(services.wishes_of(learner=request.user))
    return _saved(request)


@require_POST
def stop(request: UserRequest) -> HttpResponse:
    services.stop_all(wishes=services.wishes_of(learner=request.user), now=timezone.now())
    return _saved(request)


@require_POST
def resume(request: UserRequest) -> HttpResponse:
    services.resume(wishes=services.wishes_of(learner=request.user))
    return _saved(request)


@login_not_required
@never_cache
@require_safe
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """A page to press a button on. Opening it changes nothing: mail scanners open every link."""
    return render(request, "reminders/wishes.html", {"wishes": access.get_wishes(token), "token": token})


@login_not_required
@csrf_exempt  # RFC 8058: the mail provider posts here without a cookie; the token is the proof
@require_POST
def wishes_stop(request: HttpRequest, token: str) -> HttpResponse:
    services.stop_all(wishes=access.get_wishes(token), now=timezone.now())
    return render(request, "reminders/wishes_done.html", {"is_stopped": True})


@login_not_required
@csrf_exempt
@require_POST
def wishes_pause(request: HttpRequest, token: str) -> HttpResponse:
    chosen = access.get_wishes(token)
    _pause(chosen)
    return render(request, "reminders/wishes_done.html", {"is_stopped": False, "until": chosen.paused_until})


def _pause(chosen: Preferences) -> None:
    services.pause(wishes=chosen, until=timezone.localdate() + PAUSE)


def _saved(request: UserRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("reminders:settings")


def _render_settings(request: UserRequest, form: WishesForm | None) -> HttpResponse:
    chosen = services.wishes_of(learner=request.user)
    initial = {"has_plain_subjects": "yes" if chosen.has_plain_subjects else "no"}
    context = {
        "nav": "settings",
        "form": form or WishesForm(initial=initial),
        "wishes": chosen,
        "agreed": services.AGAIN_AGREED,
        "is_paused": chosen.paused_until is not None and chosen.paused_until > timezone.localdate(),
        "next_note": services.next_note(learner=request.user, now=timezone.now()),
        "history": services.history_of(learner=request.user),
        "paces": services.paces_of(learner=request.user),
    }
    return render(request, "reminders/settings.html", context, status=422 if form else 200)
