"""What is filled in to join two people, and what a client agrees to."""

from collections.abc import Iterable
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
