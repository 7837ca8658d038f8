"""Ways back in for people who lost their second step: staff say how they know who it is, and cannot hurry it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import FactorReset
from accounts.services import start_reset, stop_reset
from common.admin import ReadOnly
from common.errors import RuleBroken

# allauth's own page would show what factors are made of, and let them be deleted without a wait or a word.
admin.site.unregister(Authenticator)


@admin.register(FactorReset)
class FactorResetAdmin(ReadOnly):
    list_display = ("asked_at", "person", "state", "checked_how", "due_at", "ended_at")
    list_filter = ("state",)
    list_select_related = ("user",)
    ordering = ("-asked_at",)
    key_paths = ("key",)

    @admin.display(description="person", ordering="user__email")
    def person(self, reset: FactorReset) -> str:
        return reset.user.email

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        reset = self.get_object(request, object_id)
        if not isinstance(reset, FactorReset):
            raise Http404
        if request.method == "POST":
            return self._act(request, reset)
        context = {
            **self.admin_site.each_context(request),
            "title": _("A way back in"),
            "opts": self.opts,
            "reset": reset,
            "checks": FactorReset.Check.choices,
            "is_own": reset.user == request.user,
        }
        return TemplateResponse(request, "accounts/staff/reset.html", context)

    def _act(self, request: HttpRequest, reset: FactorReset) -> HttpResponse:
        now = timezone.now()
        try:
            if "start" in request.POST:
                checked_how = request.POST.get("checked_how", "")
                start_reset(
                    reset=reset, actor=access.get_staff(request.user), checked_how=checked_how, now=now
                )
                self.message_user(request, _("Begun. The person is told at once, and can stop it."))
            else:
                stop_reset(reset=reset, actor=access.get_staff(request.user), now=now)
                self.message_user(request, _("Stopped. Nothing is taken away."))
        except RuleBroken as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect(request.path)
