"""The staff's view of people: who has an account and which role, and nothing that anybody wrote."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.models import User
from accounts.services import ask_for_reset, change_staff, suspend_clinician, verify_clinician
from common.admin import ChosenRows
from common.errors import RuleBroken

# allauth's page would let somebody's address be changed, and with it who signs in, without a word on the record;
# Django's of groups would give rights that no door here asks for.
admin.site.unregister([EmailAddress, Group])
guarded_login = secure_admin_login(admin.site.login)


def staff_login(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Staff come in by the same door as everyone, with its limits and its mail; to others there is nothing here."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise Http404
    if request.user.is_authenticated and not access.came_with_factor(request):
        asked_for = request.GET.get(REDIRECT_FIELD_NAME, "")
        return redirect(access.second_step_address(asked_for or reverse("admin:index")))
    answer: HttpResponse = guarded_login(request, extra_context)
    return answer


def may_enter(request: HttpRequest) -> bool:
    """Every page of the staff's asks this first: who they are is not enough, they came with a second step."""
    return bool(request.user.is_active and request.user.is_staff and access.came_with_factor(request))


staff_login.login_required = False  # type: ignore[attr-defined]
admin.site.login = staff_login  # type: ignore[method-assign]
admin.site.has_permission = may_enter  # type: ignore[method-assign]


@admin.register(User)
class PersonAdmin(ChosenRows):
    list_display = ("email", "joined_at", "is_staff", "clinician_state")
    list_filter = ("is_staff", "clinician_state")
    search_fields = ("email",)
    ordering = ("-joined_at",)
    fields = ("email", "joined_at", "is_active", "is_staff", "clinician_state", "professional_name")
    actions = ("verify_as_clinician", "suspend", "ask_for_way_back")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = ("email", "joined_at", "clinician_state", "is_active")
        return fixed if request.user.is_superuser else (*fixed, "is_staff")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.save(update_fields=["professional_name"])
        if "is_staff" in form.changed_data:
            self._try(request, change_staff, user=obj, is_staff=form.cleaned_data["is_staff"])

    @admin.action(description=_("Verify as clinician"))
    def verify_as_clinician(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            self._try(request, verify_clinician, user=person, professional_name=person.professional_name)

    @admin.action(description=_("Suspend as clinician"))
    def suspend(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            self._try(request, suspend_clinician, user=person)

    @admin.action(description=_("Ask for a way back without the second step"))
    def ask_for_way_back(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            self._try(request, ask_for_reset, user=person, now=timezone.now())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def _try(self, request: HttpRequest, verb: Any, *, user: User, **facts: Any) -> None:
        try:
            verb(user=user, actor=request.user, **facts)
        except RuleBroken as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
