"""Courses and lessons for staff: to read. They are changed in the content folder and published."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin import Unchangeable
from courses.models import AdverseReport, Course, Lesson
from courses.services import words_of


@admin.register(Course)
class CourseAdmin(Unchangeable):
    list_display = ("title", "key", "is_path", "number", "position", "retired_at")
    ordering = ("is_path", "position")


@admin.register(Lesson)
class LessonAdmin(Unchangeable):
    list_display = (
        "title",
        "key",
        "module",
        "position",
        "revision",
        "reviewed_on",
        "changed_at",
        "retired_at",
    )
    list_select_related = ("module",)
    fields = (
        "title",
        "key",
        "module",
        "number",
        "position",
        "revision",
        "digest",
        "reviewed_by",
        "reviewed_on",
    )
    ordering = ("module__course__position", "module__position", "position")
    search_fields = ("title", "key")


@admin.register(AdverseReport)
class AdverseReportAdmin(Unchangeable):
    """How many said it of which revision. Who said it, and at what hour, has no page."""

    list_display = ("lesson_title", "revision", "people", "newest_on", "newest_at")
    list_display_links = None
    actions = None
    ordering = ("-reported_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return AdverseReport.objects.tallied()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list only: one report alone is nobody's business."""
        return obj is None and self.has_module_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No `?reporter=…` either: an address must not answer what the page does not show."""
        return False

    @admin.display(description=_("Lesson"))
    def lesson_title(self, report: AdverseReport) -> str:
        return report.lesson.title

    @admin.display(description=_("People"))
    def people(self, report: Any) -> int:
        return int(report.people)

    @admin.display(description=_("Newest on"))
    def newest_on(self, report: AdverseReport) -> date:
        return timezone.localdate(report.reported_at)

    @admin.display(description=_("The newest was near"))
    def newest_at(self, report: AdverseReport) -> str:
        return words_of(report.lesson, report.place)
