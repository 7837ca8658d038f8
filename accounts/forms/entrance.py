"""Forms of the entrance in our words."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import ADULT_TEXT, User

PASSWORD_HINT = _(
    "15 characters or more are best, at least 10. A few unrelated words work well, and pasting is fine."
)
ENTER_ADDRESS = _("Enter an email address, like name@example.org.")


class InOurWords(forms.Form):
    """Labels instead of placeholders, hints in sentences, one password field with a button that shows it."""

    texts: ClassVar[dict[str, tuple[Any, Any]]] = {
        "email": (_("Email address"), ""),
        "login": (_("Email address"), ""),
        "password": (_("Password"), ""),
        "oldpassword": (_("Your present password"), ""),
        "password1": (_("New password"), PASSWORD_HINT),
        "code": (_("Code from the email"), _("Two groups of four letters. Capitals do not matter.")),
    }
    asked_for: ClassVar[dict[str, Any]] = {
        "password": _("Type your password."),
        "oldpassword": _("Type your present password."),
        "password1": _("Choose a password of at least 10 characters."),
        "code": _("Type the code from the email."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.texts:
                field.label, field.help_text = self.texts[name]
            if name in self.asked_for:
                field.error_messages |= {"required": self.asked_for[name]}
            if name in {"email", "login"}:
                field.error_messages |= {"required": ENTER_ADDRESS, "invalid": ENTER_ADDRESS}


class OnThisDevice(forms.Form):
    """Asks whose device this is. The answer rides in the session until the sign-in is complete."""

    remember = forms.BooleanField(
        required=False,
        label=_("This is my own device"),
        help_text=_(
            "Then you stay signed in here for 14 days. If others use it, leave this empty: you are signed out with the "
            "browser, or after 30 minutes without a press."
        ),
    )

    def note_device(self, request: HttpRequest) -> None:
        request.session[rules.OWN_DEVICE] = bool(self.cleaned_data.get("remember"))


class LoginForm(OnThisDevice, InOurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    field_order = ("login", "password", "remember")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        self.note_device(request)
        answer: HttpResponse = super().login(request, redirect_url)
        return answer


class RequestLoginCodeForm(OnThisDevice, InOurWords, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    field_order = ("email", "remember")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.note_device(allauth_context.request)
        return cleaned


class SignupForm(OnThisDevice, InOurWords, allauth_forms.SignupForm):  # type: ignore[misc]
    """Three fields and one tick. The password is hashed here, known address or not, before any transaction opens."""

    is_adult = forms.BooleanField(
        label=ADULT_TEXT,
        error_messages={
            "required": _("Tick this if you are 18 or older. The courses are written for adults.")
        },
    )
    field_order = ("email", "password1", "remember", "is_adult")
    texts = {**InOurWords.texts, "password1": (_("Password"), PASSWORD_HINT)}
    password_hash = ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.password_hash = make_password(cleaned.get("password1"))  # unusable for who comes by passkey
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        self.note_device(request)
        outcome: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return outcome


class DiesWithChanges(InOurWords):
    """A code counts until the password or the address changes, or every visit is ended."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's form stands behind
        if not get_adapter().is_code_alive():
            raise get_adapter().validation_error("incorrect_code")
        return code


class ConfirmLoginCodeForm(DiesWithChanges, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmEmailCodeForm(InOurWords, allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass


class ConfirmResetCodeForm(DiesWithChanges, allauth_forms.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not get_adapter().is_code_alive():
            raise get_adapter().validation_error("incorrect_code")
        return cleaned


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(InOurWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddEmailForm(InOurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]
    texts = {
        **InOurWords.texts,
        "email": (_("New email address"), _("We send a code there before anything changes.")),
    }
