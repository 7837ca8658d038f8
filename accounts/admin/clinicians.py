"""Clinicians to verify: a list, and for each a page whose opening is written down."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import ClinicianRequest
from accounts.services import read_clinician_request, refuse_clinician, verify_request
from common.admin import ReadOnly
from common.errors import RuleBroken

SEALED = ("professional_name", "profession", "licensing_body", "licence_number", "country", "note")


@admin.register(ClinicianRequest)
class ClinicianRequestAdmin(ReadOnly):
    """The list does not even fetch the details."""

    list_display = ("asked_at", "person", "state", "ended_at")
    list_filter = ("state",)
    list_select_related = ("user",)
    ordering = ("state", "-asked_at")  # “asked” comes first in the alphabet, too
    key_paths = ("key",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).defer(*SEALED)

    @admin.display(description="person", ordering="user__email")
    def person(self, asked: ClinicianRequest) -> str:
        return asked.user.email

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asked = self.get_object(request, object_id)
        if not isinstance(asked, ClinicianRequest):
            raise Http404
        if request.method == "POST":
            return self._answer(request, asked)
        context = {
            **self.admin_site.each_context(request),
            "title": _("A clinician to verify"),
            "opts": self.opts,
            "asked": read_clinician_request(request=asked, actor=access.get_staff(request.user)),
            "refusals": ClinicianRequest.Refusal.choices,
            "is_own": asked.user == request.user,
        }
        return TemplateResponse(request, "accounts/staff/request.html", context)

    def _answer(self, request: HttpRequest, asked: ClinicianRequest) -> HttpResponse:
        staff = access.get_staff(request.user)
        try:
            if "verify" in request.POST:
                verify_request(request=asked, actor=staff)
                self.message_user(request, _("Verified. An email tells them that there is an answer."))
            else:
                refuse_clinician(request=asked, actor=staff, reason=request.POST.get("reason", ""))
                self.message_user(request, _("Answered. An email tells them that there is an answer."))
        except RuleBroken as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)
        return redirect("admin:accounts_clinicianrequest_changelist")
