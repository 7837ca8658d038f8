"""What clinicians and clients fill in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.rules.consent import OFFERED


class InviteForm(forms.Form):
    """Whom to ask. Both fields are about somebody else, so the browser is told not to remember them."""

    reference = forms.CharField(
        label=_("Name or reference"),
        max_length=60,
        help_text=_("How you call this person here. They see it too, so choose words you would say to them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name or reference, so that you know who this is.")},
    )
    address = forms.EmailField(
        label=_("Their email address"),
        max_length=254,
        help_text=_("Ask them first whether this mailbox is private."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter an email address, like name@example.org."),
            "invalid": _("Enter an email address, like name@example.org."),
        },
    )


class SharingForm(forms.Form):
    """One question a kind. Unticked, missing and unknown all mean no."""

    def __init__(
        self, data: QueryDict | None = None, *, standing: Iterable[str] = (), ids: str = "share"
    ) -> None:
        super().__init__(data, auto_id=f"{ids}-%s")
        agreed = set(standing)
        for question in OFFERED:
            self.fields[question.kind] = forms.BooleanField(
                label=gettext(question.asks), required=False, initial=question.kind in agreed
            )

    def questions(self) -> list[tuple[Any, forms.BoundField]]:
        """Each question with its tick box."""
        return [(question, self[question.kind]) for question in OFFERED]

    def kinds(self) -> list[str]:
        return [kind for kind, answer in self.cleaned_data.items() if answer is True]


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
