"""Forms of the notebook that are not exercises: a note from me."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.models import NoteFromMe
from journal.rules.values import MOST_LONG, cleaned


class WordsField(forms.CharField):
    """What somebody writes, counted as their browser counts it: a new line is one character."""

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value) or "")


class NoteForm(forms.Form):
    """What it says, when it opens, whether a mail says that it is there."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = WordsField(
        label=_("What would you like to read then?"),
        max_length=MOST_LONG,
        error_messages={"required": _("Write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
    )
    opens = forms.ChoiceField(
        label=_("When does it open?"),
        choices=NoteFromMe.Opens.choices,
        error_messages={"required": _("Choose when it opens.")},
        widget=forms.RadioSelect,
    )
    opens_on = forms.DateField(
        label=_("The day"),
        help_text=_("Only for a day you choose. From tomorrow on."),
        required=False,
        error_messages={"invalid": _("Choose a day, like 3 December 2026.")},
        widget=forms.DateInput(attrs={"type": "date", "class": "input input--short"}, format="%Y-%m-%d"),
    )
    wants_mail = forms.BooleanField(label=_("Send me an email that day"), required=False)

    def clean(self) -> dict[str, Any]:
        """A day is asked for only where the note opens on one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("opens") != NoteFromMe.Opens.ON_DATE:
            self.errors.pop("opens_on", None)
            return {**cleaned, "opens_on": None, "wants_mail": False}
        day = cleaned.get("opens_on")
        if "opens_on" not in self.errors and (day is None or day <= timezone.localdate()):
            self.add_error("opens_on", _("Choose a day from tomorrow on."))
        return cleaned
