"""Publications for staff: to read, not to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from library.models import Publication


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin[Publication]):
    list_display = ("published_at", "published_by", "is_current", "what_changed")
    fields = ("published_at", "published_by", "is_current", "digest", "what_changed")
    readonly_fields = fields
    ordering = ("-published_at",)

    @admin.display(description="what changed")
    def what_changed(self, publication: Publication) -> str:
        return "; ".join(publication.changes)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
