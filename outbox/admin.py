"""What staff may see of mail: states and reasons, never words or addresses."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from common.admin import ReadOnly
from outbox.models import Allowance, Heartbeat, Mail, Suppression


@admin.register(Mail)
class MailAdmin(ReadOnly):
    list_display = ("key", "kind", "state", "reason", "attempts", "created_at", "not_before", "sent_at")
    list_filter = ("state", "kind", "created_at")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    key_paths = ("key",)
    search_help_text = "A key from the logs or from a reminder."
    fields = (
        ("key", "kind", "state", "reason", "attempts"),
        ("created_at", "not_before", "expires_at", "lease_until", "sent_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Words and addresses are not even fetched."""
        return super().get_queryset(request).defer("sealed", "keys", "recipient_key")


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """How many, and why. Lifting a suppression is allowed: an address can be mended."""

    list_display = ("short_hash", "cause", "refusals", "suppressed_at", "silenced_at", "tried_again_at")
    list_filter = ("cause", ("suppressed_at", admin.EmptyFieldListFilter))
    fields = ("cause", "refusals", "suppressed_at", "silenced_at", "tried_again_at")

    @admin.display(description="address (hashed)", ordering="address_hash")
    def short_hash(self, row: Suppression) -> str:
        return row.address_hash[:12]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Allowance)
class AllowanceAdmin(ReadOnly):
    """The pace of mail, for all and for each domain."""

    list_display = ("short_name", "tokens", "filled_at", "slowed_until")
    fields = ("tokens", "filled_at", "slowed_until")

    @admin.display(description="domain (hashed)", ordering="name")
    def short_name(self, row: Allowance) -> str:
        return row.name[:12]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ("name", "beat_at")
