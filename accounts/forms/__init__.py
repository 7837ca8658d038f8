"""Forms of the entrance, of the second step, and of a person's settings."""

from accounts.forms.becoming import ClinicianRequestForm
from accounts.forms.entrance import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailCodeForm,
    ConfirmLoginCodeForm,
    ConfirmResetCodeForm,
    InOurWords,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from accounts.forms.factors import (
    AddPasskeyForm,
    AppForm,
    CodeAgainForm,
    CodeForm,
    FirstPasskeyForm,
    PasskeyAgainForm,
    PasskeyAloneForm,
    PasskeyForm,
    RenamePasskeyForm,
)
from accounts.forms.settings import SettingsForm

__all__ = [
    "AddEmailForm",
    "AddPasskeyForm",
    "AppForm",
    "ChangePasswordForm",
    "ClinicianRequestForm",
    "CodeAgainForm",
    "CodeForm",
    "ConfirmEmailCodeForm",
    "ConfirmLoginCodeForm",
    "ConfirmResetCodeForm",
    "FirstPasskeyForm",
    "InOurWords",
    "LoginForm",
    "PasskeyAgainForm",
    "PasskeyAloneForm",
    "PasskeyForm",
    "ReauthenticateForm",
    "RenamePasskeyForm",
    "RequestLoginCodeForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SettingsForm",
    "SignupForm",
]
