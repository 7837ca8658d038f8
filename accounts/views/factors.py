"""The second step of signing in: why it is asked for, setting it up, changing it, and the codes for a bad day.

allauth's own views, each with what it leaves out: whoever must have a second step keeps one, a change ends every other
visit and goes on record, codes can be kept as a file for a few minutes, and what comes back is checked.
"""

import time
from typing import Any, ClassVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.recovery_codes.internal import flows as code_flows
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from accounts import access, rules, services
from accounts.http import UserRequest
from accounts.models import User


@never_cache
@require_safe
def second_step(request: UserRequest) -> HttpResponse:
    """Why, and how. Whoever came with one already goes straight on."""
    asked_for = access.local_path(request.GET.get(REDIRECT_FIELD_NAME))
    if asked_for and access.came_with_factor(request):
        return redirect(asked_for)
    request.session[rules.AFTER_SECOND_STEP] = asked_for
    context = {
        "nav": "settings",
        "has_factor": access.has_factor(request.user),
        "asked_for": asked_for,
    }
    return render(request, "accounts/second_step.html", context)


@require_safe
def list_passkeys(request: UserRequest) -> HttpResponse:
    """They stand on the page of the second step."""
    return redirect("mfa_index")


class Added:
    """What follows when something was added: this visit counts as made with it, and it leads on."""

    request: HttpRequest
    did_generate_recovery_codes: bool

    def note(self, kind: str, verb: str) -> None:
        user = cast("User", self.request.user)
        added = services.newest_factor(user=user, kind=kind)
        services.stop_resets_of(user=user, now=timezone.now())
        services.note_change(request=self.request, user=user, verb=verb)
        record_authentication(self.request, user, method="mfa", id=added.pk, type=kind)

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return access.local_path(self.request.session.get(rules.AFTER_SECOND_STEP)) or reverse("mfa_index")


@method_decorator(
    [redirect_if_add_not_allowed, reauthentication_required(app="allauth.mfa")], name="dispatch"
)
class SetUpApp(Added, app_views.ActivateTOTPView):  # type: ignore[misc]
    """An app, or another one in its place: the old one goes when the new one has shown a right code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Past allauth's own, which sends people who have an app away to remove it first.
        return FormView.dispatch(self, request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = cast("User", self.request.user)
        services.drop_app(user=user)
        answer: HttpResponse = super().form_valid(form)
        app = services.newest_factor(user=user, kind="totp")
        services.spend_code(authenticator=app, code=form.cleaned_data["code"])
        self.note("totp", "app_set_up")
        return answer


class TakenAway:
    """Never the last one of somebody who needs one; asked while nobody else changes this person's list."""

    request: HttpRequest
    verb: ClassVar[str]

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user, adapter = cast("User", self.request.user), get_adapter()
        services.hold(user=user)
        if not adapter.can_delete_authenticator(self.what()):
            reason = "cannot_delete_authenticator" if user.has_usable_password() else "cannot_delete_way_in"
            messages.error(self.request, adapter.error_messages[reason])
            return redirect("mfa_index")
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view stands behind
        services.note_change(request=self.request, user=user, verb=self.verb)
        return answer

    def what(self) -> Authenticator:
        raise NotImplementedError


class TakeAppAway(TakenAway, app_views.DeactivateTOTPView):  # type: ignore[misc]
    verb = "app_taken_away"

    def what(self) -> Authenticator:
        return self.authenticator


class AddPasskey(Added, passkey_views.AddWebAuthnView):  # type: ignore[misc]
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        self.note("webauthn", "passkey_added")
        return answer


class FirstPasskey(passkey_views.SignupWebAuthnView):  # type: ignore[misc]
    """The last step of signing up without a password. Recovery codes follow at once: there is no other way in."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        user = cast("User", self.request.user)
        added = services.newest_factor(user=user, kind="webauthn")
        record_authentication(
            self.request, user, method="mfa", id=added.pk, type="webauthn", reauthenticated=True
        )
        services.record(subject=user, actor=user, verb="passkey_added")
        RecoveryCodes.activate(user)
        self.request.session[rules.AFTER_SECOND_STEP] = access.local_path(answer.headers.get("Location"))
        return redirect("mfa_view_recovery_codes")


@never_cache
def not_by_number(request: HttpRequest, numbered: str) -> HttpResponse:
    """allauth's own addresses of passkeys count the rows of a table: there is nothing at them."""
    raise Http404


class OwnPasskey:
    """One of the person's own, by its random key; anybody else's is not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_object(self, queryset: Any = None) -> Authenticator:
        return access.get_passkey(self.request.user, self.kwargs["key"])


class RenamePasskey(OwnPasskey, passkey_views.EditWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_index")


class TakePasskeyAway(OwnPasskey, TakenAway, passkey_views.RemoveWebAuthnView):  # type: ignore[misc]
    verb = "passkey_taken_away"
    success_url = reverse_lazy("mfa_index")

    def what(self) -> Authenticator:
        return self.object


class MakeCodes(code_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        services.note_change(request=self.request, user=self.request.user, verb="recovery_codes_made")
        return answer


class ShowCodes(code_views.ViewRecoveryCodesView):  # type: ignore[misc]
    """Once. Afterwards only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked_for = access.local_path(self.request.session.get(rules.AFTER_SECOND_STEP))
        return {**super().get_context_data(**kwargs), "asked_for": asked_for}


class KeepCodes(code_views.DownloadRecoveryCodesView):  # type: ignore[misc]
    """The same codes as a file, while the page that shows them may still be open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        codes, _first_time = code_flows.view_recovery_codes(request)
        if codes is None:
            raise Http404
        if not rules.may_keep_codes(shown_at=codes.instance.data["viewed_at"], now=time.time()):
            messages.info(
                request, _("These codes were shown a while ago. Make new ones to keep them as a file.")
            )
            return redirect("mfa_index")
        self.unused_codes = codes.get_unused_codes()
        return TemplateView.dispatch(self, request, *args, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        name = f"{slugify(settings.SITE_NAME) or 'notes'}-{timezone.localdate():%Y-%m-%d}.txt"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class SignInWithPasskey(passkey_views.LoginWebAuthnView):  # type: ignore[misc]
    """No password, no address: the passkey says who it is. The script of the page asks for the challenge."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "application/json" not in request.headers.get("Accept", ""):
            return redirect("account_login")
        return JsonResponse(passkeys.begin_authentication(user=None))

    def form_valid(self, form: Any) -> HttpResponse:
        form.note_device(self.request)
        authenticator = form.cleaned_data["credential"]
        login = passkey_views.Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = passkey_flows.perform_passwordless_login(self.request, authenticator, login)
        return answer


class PasskeyAgain(passkey_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer
