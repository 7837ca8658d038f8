"""How allauth speaks to us: its mail goes through the outbox, and it tells a stranger nothing."""

import uuid
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import access, rules, services
from accounts.emails import sign_in_mail
from accounts.models import User
from outbox.services import enqueue

USEFUL_FOR = timedelta(minutes=15)  # codes; news about the account waits longer
NEWS_USEFUL_FOR = timedelta(days=2)
APP, ANYWHERE = "allauth.account", "login_failed_anywhere"  # which limit of settings.ACCOUNT_RATE_LIMITS
UNKNOWN = "account/email/unknown_account"
# What is rendered when there is nobody to write to: never sent, but as much work as the real thing.
STAND_IN = "account/email/login_code"
SAYS_WE_WROTE = {
    "account/messages/login_code_sent.txt",
    "account/messages/email_confirmation_sent.txt",
}
CODES = {
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail is a row first; nothing is sent inside a request, and every row is written whoever is asked about."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _("The email address or the password is not right. Check both, or ask for a code."),
        "email_taken": _("This address cannot be used here. Choose another one."),
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_code": _("This code does not match. Look at the newest email from us and type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "rate_limited": _("That was asked for too often. Wait a minute, then try again."),
        "same_as_current": _("This is the address you have already given. Type another one."),
        "too_many_guesses": _(
            "There were many wrong passwords for this address, so none is looked at until tomorrow. "
            "Ask for a code by email instead."
        ),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
    }  # fmt: skip

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Write down who signs up and what they agreed to; the view holds the transaction."""
        user.email = form.cleaned_data["email"]
        user.password = cast("Any", form).password_hash
        user.save()
        services.agree(user=user)
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix == UNKNOWN:
            return self._write_to_nobody(email)
        return self._write("direct", template_prefix, email, context)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Whenever a page says that we wrote, a row was written: allauth skips it for unknown addresses on "resend"."""
        if message_template in SAYS_WE_WROTE:
            if not _has_written(request):
                self._write_to_nobody((message_context or {})["email"])
            if request.POST.get("action") != "resend":
                return  # the next page says it anyway
        super().add_message(request, level, message_template, message_context, *args, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        services.begin_visit(
            session=request.session,
            user=user,
            user_agent=request.headers.get("User-Agent", ""),
            now=timezone.now(),
        )
        services.hand_over_late(session=request.session, user=user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Today; but first, once, the page that explains the Leave button."""
        user = cast("User", request.user)
        if user.leave_explained_at is None:
            return reverse("pages:leave_about")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **kwargs: Any) -> HttpResponse:
        """Whoever is new reads about Leave first, and then goes on to where they were going."""
        answer: HttpResponse = super().post_login(request, user, signup=signup, **kwargs)
        there = access.local_path(answer.headers.get("Location"))
        about_leave = reverse("pages:leave_about")
        if not signup or user.leave_explained_at is not None or there in ("", about_leave):
            return answer
        return redirect(f"{about_leave}?{urlencode({REDIRECT_FIELD_NAME: there})}")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings" if request.user.is_authenticated else "account_login")

    def is_safe_url(self, url: str) -> bool:
        """Only a path of our own: nobody is ever sent to another site, whichever names this one listens to."""
        return bool(access.local_path(url))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second step shows it again, too: a password alone never changes what guards the account."""
        methods = [
            {**method, "description": OTHER_WAYS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]
        if not access.has_factor(user):
            return methods
        if not access.has_app(user):  # only a passkey: it comes before the recovery codes
            methods.sort(key=lambda method: method["id"] == "mfa_reauthenticate")
        return [method for method in methods if method["id"] != "reauthenticate"]

    def is_ajax(self, request: HttpRequest) -> bool:
        """These pages speak HTML only; there is no JSON twin to probe."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Beside the tries from one place, those from everywhere: many machines guess as slowly as one.

        Whoever is signed in already, and is asked whether it is still them, is counted elsewhere.
        """
        super().pre_authenticate(request, **credentials)
        if request.user.is_authenticated:
            return
        tried = ratelimit.consume(request, app=APP, action=ANYWHERE, key=_anywhere(credentials))
        if not tried:
            raise self.validation_error("too_many_guesses")
        self._login_failed_rl_usage.usage += tried.usage  # given back together when the password is right

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password was chosen with a code from the mailbox: old tries say nothing about it."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, app=APP, action=ANYWHERE, key=_anywhere(credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted per network address too, so that a stranger's guesses do not lock the owner out."""
        return f"{self.get_client_ip(request)}:{credentials.get('email', '').lower()}"

    def _write_to_nobody(self, email: str) -> None:
        self._write("no_account", STAND_IN, email, {"code": self.generate_login_code()})

    def _write(self, kind: str, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = allauth_context.request
        useful_for = USEFUL_FOR if template_prefix in CODES else NEWS_USEFUL_FOR
        person = services.person_behind(email=email, user=request.user)
        enqueue(
            unique_key=f"{kind}:{uuid.uuid4()}",
            kind=kind,
            keys={},
            recipient_key=person.key if person else None,
            sealed=sign_in_mail(template_prefix, to=email, context=context),
            expires_at=timezone.now() + useful_for,
        )
        request.allauth.has_written = True
        if person and template_prefix in CODES:
            request.session[rules.CODE_FOR] = {"pk": person.pk, "mark": services.code_mark(person)}

    def is_code_alive(self) -> bool:
        """Of the code this browser asked for: whether password, address and visits are still what they were then."""
        bound_to = allauth_context.request.session.get(rules.CODE_FOR)
        return bound_to is not None and services.is_code_alive(**bound_to)


OTHER_WAYS = {
    "reauthenticate": _("With my password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}
# Four light modules on every side are part of the standard (ISO/IEC 18004); dark on light in both themes.
SQUARE = (
    '<svg class="square" role="img" aria-label="{label}" viewBox="-4 -4 {size} {size}" shape-rendering="crispEdges">'
    '<path fill="#fff" d="M-4-4h{size}v{size}h-{size}z"/><path fill="#000" d="{dots}"/></svg>'
)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed in a table of ours; whoever sees other people's data keeps a second step.

    What the forms need done to rows goes through here, as everything allauth's forms do.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "This is your only second step, and your pages need one. Add another one first, then take this one away."
        ),
        "cannot_delete_way_in": _(
            "You have no password, so this passkey is how you come in. Choose a password first, then take it away."
        ),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first. Recovery codes stand in for it."),
        "incorrect_code": _("This did not match, or it was used before. Wait for the next code and type that."),
        "unverified_email": _("Confirm your email address first."),
    }  # fmt: skip

    def encrypt(self, text: str) -> str:
        return services.keep_secret(user=cast("User", allauth_context.request.user), secret=text)

    def decrypt(self, encrypted_text: str) -> str:
        return services.read_secret(key=encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        """What stands in the field for a name until somebody writes another, and for who leaves it empty."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return f"{_('My passkey')} {held + 1}" if held else str(_("My passkey"))

    def spend_code(self, authenticator: Authenticator, code: str) -> bool:
        return services.spend_code(authenticator=authenticator, code=code)

    def seal_waiting(self, user: User, secret: str) -> str:
        return services.seal_waiting(user=user, secret=secret)

    def open_waiting(self, user: User, sealed: str) -> str:
        return services.open_waiting(user=user, sealed=sealed)

    def build_totp_svg(self, url: str) -> SafeString:
        """The square as a path in the page: no picture to fetch, no styles of its own."""
        code = qrcode.QRCode(border=0)
        code.add_data(url)
        code.make(fit=True)
        rows = code.get_matrix()
        dots = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        label = _("A square to scan with the app. The same key stands below as letters.")
        return format_html(SQUARE, label=label, size=len(rows) + 8, dots=dots)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = cast("User", authenticator.user)
        needs_it = user.needs_factor or not user.has_usable_password()
        return not (needs_it and access.is_last_factor(authenticator))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}


def _anywhere(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _has_written(request: HttpRequest) -> bool:
    return bool(getattr(cast("Any", request).allauth, "has_written", False))
