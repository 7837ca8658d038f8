"""Courses and lessons for staff: to read. They are changed in the content folder and published."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courses.models import Course, Lesson


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ("title", "key", "number", "position", "retired_at")
    ordering = ("position",)


@admin.register(Lesson)
class LessonAdmin(ReadOnlyAdmin):
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
