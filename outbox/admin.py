"""What staff may see of mail: states and reasons, never words or addresses."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from outbox.models import Heartbeat, Mail, Suppression


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(ReadOnly):
    list_display = ("created_at", "kind", "state", "attempts", "not_before", "sent_at", "reason")
    list_filter = ("state", "kind")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fields = (
        ("key", "kind", "state", "reason", "attempts"),
        ("created_at", "not_before", "expires_at", "lease_until", "sent_at"),
    )
    show_full_result_count = False


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """Lifting a suppression is allowed: an address can be mended."""

    list_display = ("address_hash", "refusals", "suppressed_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ("name", "beat_at")
