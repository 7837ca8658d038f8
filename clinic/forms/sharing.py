"""What is filled in to join two people, and what a client agrees to, marks and picks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.rules.consent import OFFERED
from clinic.rules.sessions import WORDS_LENGTH
from common.lines import LineField


class InviteForm(forms.Form):
    """Whom to ask, and how. It is about somebody else, so the browser is told not to remember it."""

    EMAIL, CODE = "email", "code"

    reference = LineField(
        label=_("Name or reference"),
        max_length=60,
        help_text=_("How you call this person here. They see it too, so choose words you would say to them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name or reference, so that you know who this is.")},
    )
    way = forms.ChoiceField(
        label=_("How do you ask?"),
        choices=((CODE, _("With a code, now, in the room")), (EMAIL, _("By email"))),
        widget=forms.RadioSelect,
        required=False,
        initial=CODE,
    )
    address = forms.EmailField(
        label=_("Their email address"),
        max_length=254,
        required=False,
        help_text=_("Only for an invitation by email. Ask them first whether this mailbox is private."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Enter an email address, like name@example.org.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needs_address = data.get("way") != self.CODE and "address" not in self.errors
        if needs_address and not data.get("address"):
            self.add_error("address", _("Enter an email address, like name@example.org."))
        return data

    @property
    def is_spoken(self) -> bool:
        return bool(self.cleaned_data["way"] == self.CODE)


class CodeForm(forms.Form):
    """The code that was said in the room. Every mistake gets the same sentence."""

    code = forms.CharField(
        label=_("The code"),
        max_length=40,
        help_text=_(
            "Eight letters and numbers, such as 7KFH 2MWT. Spaces and small letters make no difference."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input input--short",
            }
        ),
        error_messages={"required": _("Type the code you were given.")},
    )


class ProfileForm(forms.Form):
    """What a clinician tells every client."""

    reply_hours = forms.CharField(
        label=_("When you answer"),
        max_length=200,
        help_text=_(
            "In your own words, such as “Tuesdays and Thursdays before noon, within two working days”."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say when you answer. Every client reads it before they decide.")},
    )
    away_until = forms.DateField(
        label=_("Away until"),
        required=False,
        help_text=_("The last day you are away. Clients read it beside your name until then."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input input--short"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date, like 28/11/2026, or leave it empty.")},
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


class MarkForm(forms.Form):
    """Who may read one page of the notebook: keys of links, and only those that can be chosen."""

    readers = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("One of these can’t be chosen now. Choose again.")},
    )

    def __init__(self, data: QueryDict | None = None, *, keys: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["readers"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class PickForm(forms.Form):
    """One thing for the next session: a line, a lesson, a marked page or a result."""

    words = LineField(
        label=_("In your own words"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lesson = forms.SlugField(max_length=120, required=False)
    mark = forms.UUIDField(required=False)
    result = forms.UUIDField(required=False)
