"""The mailbox of this machine: what would have been emailed, and the code an app would show. Only locally."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from common.errors import RuleBroken
from outbox.adapter import LocalMail, read_mailbox
from pages.services.examples import codes
from reminders.services import send_now

FRAME_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/mailbox.html", {"mails": read_mailbox(settings.MAILBOX_DIR)})


@login_not_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Of the example people, whose secret everybody knows; nobody's own secret is read here."""
    return render(request, "pages/code.html", {"codes": codes(now=timezone.now())})


@login_not_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "pages/mail.html", {"mail": _find(name)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp_replace(FRAME_POLICY)  # type: ignore[arg-type]  # its types know only views without arguments
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame: a mail's own inline styles are its only styles."""
    return HttpResponse(_find(name).html)


@require_POST
def send_note_now(request: UserRequest) -> HttpResponse:
    try:
        send_now(learner=request.user, now=timezone.now())
        messages.success(request, _("Your next note is on its way. Reload this page in a moment."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("pages:mailbox")


def _find(name: str) -> LocalMail:
    found = next((item for item in read_mailbox(settings.MAILBOX_DIR) if item.name == name), None)
    if found is None:
        raise Http404
    return found
