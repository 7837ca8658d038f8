"""Forms of the second step: codes that count once, passkeys that may be nonsense, secrets that stay sealed."""

from typing import Any

from allauth.core import context as allauth_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import InOurWords, OnThisDevice

NO_SUCH_PASSKEY = _("The passkey was not accepted. Try once more, or use a code instead.")
# What the library raises when a browser, or somebody else, sends something that is no passkey's answer.
NONSENSE = (TypeError, ValueError, KeyError, AttributeError)


class TypedCode(InOurWords):
    texts = {"code": (_("Code"), _("The six figures your app shows now, or one of your recovery codes."))}
    asked_for = {"code": _("Type the code your app shows.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CountsOnce(TypedCode):
    """A code of the app is worth nothing after it was used, nor are those before it."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's form stands behind
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not get_adapter().spend_code(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CountsOnce, code_forms.AuthenticateForm):  # type: ignore[misc]
    """While signing in."""


class CodeAgainForm(CountsOnce, code_forms.ReauthenticateForm):  # type: ignore[misc]
    """When signed in: is it still you?"""


class AppForm(TypedCode, app_forms.ActivateTOTPForm):  # type: ignore[misc]
    """Between the two pages the new secret waits in the session, which is a table like any other: sealed."""

    texts = {"code": (_("Code from the app"), _("Six figures. They change every 30 seconds."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        waiting = allauth_context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if self.is_bound and waiting:
            self.secret = get_adapter().open_waiting(self.user, waiting)
        else:
            sealed = get_adapter().seal_waiting(self.user, self.secret)
            allauth_context.request.session[SECRET_SESSION_KEY] = sealed


class Passkey(InOurWords):
    """Whatever is sent, the answer is a sentence."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth's form stands behind
        except NONSENSE:
            raise forms.ValidationError(NO_SUCH_PASSKEY) from None
        except forms.ValidationError as refusal:
            if refusal.code == "incorrect_code":
                raise forms.ValidationError(NO_SUCH_PASSKEY) from None
            raise


class PasskeyForm(Passkey, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""


class PasskeyAloneForm(OnThisDevice, Passkey, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of a password."""


class PasskeyAgainForm(Passkey, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """When signed in: is it still you?"""


class NewPasskey(InOurWords):
    """A name that fits the list, and a sentence for whatever a browser may send."""

    texts = {
        "name": (_("A name for it"), _("So that you know it again: “my phone”, “blue key”.")),
        "passwordless": (
            _("It may sign me in by itself, without my password"),
            _("The device then asks for your finger, your face or a PIN each time."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"maxlength": 60, "autocomplete": "off"}

    def clean_name(self) -> str:
        name: str = super().clean_name()  # type: ignore[misc]  # allauth's form stands behind
        return " ".join(name.split())[:60]

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except NONSENSE:
            raise forms.ValidationError(NO_SUCH_PASSKEY) from None
        except forms.ValidationError as refusal:
            raise forms.ValidationError(NO_SUCH_PASSKEY) from refusal
        return cleaned


class AddPasskeyForm(NewPasskey, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class FirstPasskeyForm(NewPasskey, passkey_forms.SignupWebAuthnForm):  # type: ignore[misc]
    """At the end of signing up; it always signs in by itself."""


class RenamePasskeyForm(InOurWords, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    texts = {"name": (_("A name for it"), "")}
    asked_for = {"name": _("Give it a name.")}
