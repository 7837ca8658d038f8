"""What clinicians fill in to suggest something."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AssignForm(forms.Form):
    """What to suggest. Whether anything is ticked is the service's business: it says what that means."""

    modules = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("One of these cannot be suggested now. Choose again.")},
    )
    by_on = forms.DateField(
        label=_("Suggested date"),
        required=False,
        help_text=_("Shown as a suggestion. Nothing is ever marked late."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input input--short"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date, like 28/11/2026, or leave it empty.")},
    )
    note = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=500,
        help_text=_("Your client sees this after signing in. It is never put in an email."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    has_plan = forms.BooleanField(
        label=_("We have agreed what this person does when something is urgent, outside this site."),
        help_text=_("Asked once for each client. Nobody is alerted by anything here."),
        error_messages={"required": _("Agree a plan for urgent contact first, then tick this box.")},
    )

    def __init__(self, *args: Any, keys: Sequence[str], asks_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
        if not asks_plan:
            del self.fields["has_plan"]

    def ticked(self) -> list[str]:
        """The keys as they were posted, for showing the page again."""
        return [str(key) for key in self["modules"].value() or []]
