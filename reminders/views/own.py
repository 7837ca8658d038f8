"""A person's own pages about notes: what they wish, what is planned, what was sent."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from outbox.services import address_state, try_again
from reminders import access, services
from reminders.forms import NotesForm, initial_of
from reminders.models import Preferences

PAUSE = timedelta(days=14)


@require_safe
def settings_page(request: UserRequest) -> HttpResponse:
    return _render_settings(request, None)


@require_safe
def why(request: UserRequest) -> HttpResponse:
    context = {
        "nav": "settings",
        "outlook": services.outlook(learner=request.user, now=timezone.now()),
        "page": services.history_page(learner=request.user, number=request.GET.get("page", "")),
    }
    return render(request, "reminders/why.html", context)


@require_safe
def again(request: UserRequest, key: UUID) -> HttpResponse:
    """Where a note after three months leads, once its reader has signed in: the address itself says nothing."""
    number = services.questionnaire_of(row=access.get_sheet_note(request.user, key))
    return redirect("quizzes:scale", number=number) if number else redirect("quizzes:results")


@require_POST
def change(request: UserRequest) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _render_settings(request, form)
    try:
        services.keep_wishes(wishes=wishes, now=timezone.now(), **form.wishes())
        messages.success(request, _saved(wishes))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("reminders:settings")


@require_POST
def pause(request: UserRequest) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    services.pause(wishes=wishes, until=timezone.localdate() + PAUSE)
    return _done(request, _("Notes are paused for two weeks."))


@require_POST
def stop(request: UserRequest) -> HttpResponse:
    services.stop_all(wishes=services.wishes_of(learner=request.user), now=timezone.now())
    return _done(request, _("Notes are stopped."))


@require_POST
def resume(request: UserRequest) -> HttpResponse:
    services.resume(wishes=services.wishes_of(learner=request.user))
    return _done(request, _("Notes may come again."))


@require_POST
def send_test(request: UserRequest) -> HttpResponse:
    try:
        services.send_trial(learner=request.user, now=timezone.now())
        messages.success(request, _("A test is on its way. It should be there within a minute or two."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("reminders:settings")


@require_POST
def mark_unsafe(request: UserRequest) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    services.set_email_unsafe(wishes=wishes, is_unsafe=True, now=timezone.now())
    return _done(request, _("From now on nothing but sign-in mail goes to your address."))


@require_POST
def mark_safe(request: UserRequest) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    services.set_email_unsafe(wishes=wishes, is_unsafe=False, now=timezone.now())
    return _done(request, _("Notes may come again, as you have chosen below."))


@require_POST
def try_address_again(request: UserRequest) -> HttpResponse:
    try:
        try_again(request.user.email)
        messages.success(request, _("The next note goes to your address again. Send yourself a test to see."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("reminders:settings")


@require_POST
def keep_calendar(request: UserRequest) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    services.keep_calendar(wishes=wishes, has_days="days" in request.POST)
    if "renew" in request.POST:
        services.renew_calendar(wishes=wishes)
    return redirect(f"{reverse('reminders:settings')}#calendar")


@require_POST
def end_calendar(request: UserRequest) -> HttpResponse:
    services.end_calendar(wishes=services.wishes_of(learner=request.user))
    return _done(request, _("The calendar address is gone. Whoever had it sees nothing any more."))


def _done(request: UserRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("reminders:settings")


def _saved(wishes: Preferences) -> str:
    if wishes.is_email_unsafe or wishes.stopped_at is not None:
        return _("Saved. No note comes until you let notes come again.")
    return _("Saved.")


def _render_settings(request: UserRequest, form: NotesForm | None) -> HttpResponse:
    wishes = services.wishes_of(learner=request.user)
    context = {
        "nav": "settings",
        "form": form or NotesForm(initial=initial_of(wishes, today=timezone.localdate())),
        "wishes": wishes,
        "is_paused": wishes.paused_until is not None and wishes.paused_until > timezone.localdate(),
        "kinds_agreed": services.KINDS_AGREED,
        "again_agreed": services.AGAIN_AGREED,
        "address": address_state(request.user.email),
        "next_note": services.next_note(learner=request.user, now=timezone.now()),
        "paces": services.paces_of(learner=request.user),
        "calendar_url": _calendar_url(wishes),
    }
    return render(request, "reminders/settings.html", context, status=422 if form else 200)


def _calendar_url(wishes: Preferences) -> str:
    key = wishes.calendar_key
    return settings.SITE_URL + reverse("reminders:calendar", args=[key]) if key else ""
