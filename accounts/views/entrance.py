"""Sign-up, in one transaction; with a password, or with a passkey and no password at all."""

from typing import Any, cast

from allauth.account.views import PasswordSetView, SignupView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts import access
from accounts.http import UserRequest, confirm


class SignUp(SignupView):  # type: ignore[misc]
    """The person, their address, what they agreed to and the mail with the code: all of it or nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self._sign_up(form)
        except IntegrityError:  # two sign-ups for one address crossed; the second one finds an account
            form.account_already_exists = True
            return self._sign_up(form)

    @transaction.atomic
    def _sign_up(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        return answer


class SignUpByPasskey(SignUp):
    """An address, no password. The passkey is made once the address is known to be theirs."""

    template_name = "account/signup_by_passkey.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by_passkey": True}


class SetPassword(PasswordSetView):  # type: ignore[misc]
    """For somebody without one. Whoever has a passkey shows it first: a borrowed visit chooses no way in of its own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = cast("UserRequest", request)
        if access.has_factor(person.user):
            confirm(person)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer
