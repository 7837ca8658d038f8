"""Scales for staff: to read. Words come from files and packs, figures from counting; nobody's sheet has a page here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnly
from quizzes.models import Quiz, ScaleFigure, TextPack


@admin.register(Quiz)
class QuizAdmin(ReadOnly):
    list_display = ("title", "key", "kind", "number", "licence_state", "licensed_until", "retired_at")
    list_filter = ("kind", "licence_state")
    fields = (*list_display,)
    ordering = ("number",)


@admin.register(TextPack)
class TextPackAdmin(ReadOnly):
    """Who allowed the use of which words, when, for what, and where that stands. `add_scale_text` adds one."""

    list_display = ("scale", "state", "holder", "granted_on", "until", "added_at", "ended_at")
    list_filter = ("state",)
    fields = (
        ("scale", "state"),
        ("holder", "granted_by", "granted_to", "granted_on", "until"),
        "scope",
        ("document", "words_may_leave"),
        ("text_hash", "added_at", "ended_at", "ended_by"),
    )
    ordering = ("scale", "-pk")


@admin.register(ScaleFigure)
class ScaleFigureAdmin(ReadOnly):
    """What the weekly count found. A doubtful figure means: look at the key, and at the words."""

    list_display = ("scale", "subscale", "n", "alpha", "is_doubtful", "counted_at")
    list_filter = ("is_doubtful",)
    list_select_related = ("version", "version__quiz")
    fields = ("key", "subscale", "n", "alpha", "what_to_look_at", "counted_at")
    key_paths = ("key",)
    search_help_text = _("A key from the logs.")
    ordering = ("version__quiz__number", "-version", "subscale")

    @admin.display(description=_("Scale"))
    def scale(self, figure: ScaleFigure) -> str:
        return f"{figure.version.quiz.key}, {figure.version.definition['version']}"

    @admin.display(description=_("What to look at"))
    def what_to_look_at(self, figure: ScaleFigure) -> str:
        return " ".join(figure.doubts) or "-"
