"""Sign-up, in one transaction."""

from typing import Any

from allauth.account.views import SignupView
from django.db import IntegrityError, transaction
from django.http import HttpResponse


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
