"""What staff may see of the ledger: kinds, times, outcomes and reasons by key; never for whom, and no words."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnly
from reminders.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ("key", "kind", "due_at", "state", "reason", "outcome", "why_not", "mail_key")
    list_filter = ("state", "kind", "mail__state", "due_at")
    ordering = ("-id",)
    key_paths = ("key", "mail__key")
    search_help_text = _("The key of a note or of a mail.")
    fields = (
        ("key", "kind", "state", "reason"),
        ("due_at", "planned_at"),
        ("mail_key", "outcome", "why_not"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        rows: QuerySet[Reminder] = super().get_queryset(request)
        return rows.select_related("mail")

    @admin.display(description=_("mail"))
    def mail_key(self, row: Reminder) -> str:
        return str(row.mail.key) if row.mail else ""

    @admin.display(description=_("outcome"))
    def outcome(self, row: Reminder) -> str:
        return row.mail.get_state_display() if row.mail else ""

    @admin.display(description=_("reason of the mail"))
    def why_not(self, row: Reminder) -> str:
        return row.mail.reason if row.mail else ""
