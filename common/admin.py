"""Admin pages that show and change nothing, find a row by its key, and act on rows that are there."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class ChosenRows(admin.ModelAdmin):  # type: ignore[type-arg]
    """An action for rows that are chosen by something that is no key finds nothing; Django alone would break off."""

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any, Any], *more: Any
    ) -> HttpResponse | None:
        pk = self.opts.pk
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                pk.run_validators(pk.to_python(key))
        except ValidationError:
            self.message_user(request, _("Nothing was done: one of the rows isn’t there."), messages.WARNING)
            return None
        return super().response_action(request, queryset, *more)


class Unchangeable(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that only services write; who may look is Django's own question."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Unchangeable, ChosenRows):
    """For all staff: what is shown here may be seen by every one of them."""

    key_paths: tuple[str, ...] = ()  # where a key that is searched for may stand
    show_full_result_count = False

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.key_paths

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """By index: Django's own search compares every row as text."""
        if not search_term:
            return queryset, False
        try:
            key = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        return queryset.filter(Q.create([(path, key) for path in self.key_paths], connector=Q.OR)), False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
