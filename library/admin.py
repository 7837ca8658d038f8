"""Publications and support lines for staff: to read, not to change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin import Unchangeable
from library.models import Publication, SupportLine
from library.rules import is_stale


@admin.register(Publication)
class PublicationAdmin(Unchangeable):
    list_display = ("published_at", "published_by", "is_current", "what_changed")
    fields = ("published_at", "published_by", "is_current", "digest", "what_changed")
    readonly_fields = fields
    ordering = ("-published_at",)

    @admin.display(description="what changed")
    def what_changed(self, publication: Publication) -> str:
        return "; ".join(publication.changes)


@admin.register(SupportLine)
class SupportLineAdmin(Unchangeable):
    """What readers are shown, the longest unchecked first. Dates are changed in content/support_lines.yaml."""

    list_display = ("service", "country", "kind", "number", "last_verified", "is_checked")
    ordering = ("last_verified", "country", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportLine]:
        shown: QuerySet[SupportLine] = SupportLine.objects.shown()
        return shown

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """All of it is public anyway."""
        return self.has_module_permission(request)

    @admin.display(description=_("looked at in the last 90 days"), boolean=True)
    def is_checked(self, line: SupportLine) -> bool:
        return not is_stale(line.last_verified, timezone.localdate())
