"""What clinicians fill in to suggest something, to one client or several, and to keep a plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.models import Nudge
from clinic.rules.choosing import Filter
from common.lines import LineField

_GONE = _("One of these can’t be chosen now. Choose again.")


class _Ticks(forms.MultipleChoiceField):
    """Boxes that a template draws: whether anything is ticked is the service's business, which says what that means."""

    def __init__(self) -> None:
        super().__init__(required=False, error_messages={"invalid_choice": _GONE})

    def offer(self, keys: Sequence[str]) -> None:
        self.choices = [(key, key) for key in keys]


def _plan_box() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("We have agreed what this person does when something is urgent, outside this site."),
        help_text=_("Asked once for each client. Nobody is alerted by anything here."),
        error_messages={"required": _("Agree a plan for urgent contact first, then tick this box.")},
    )


def day_field(label: Any, help_text: Any, *, required: bool) -> forms.DateField:
    words = {"invalid": _("Enter a date, like 28/11/2026."), "required": _("Enter a date, like 28/11/2026.")}
    widget = forms.DateInput(attrs={"type": "date", "class": "input input--short"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, error_messages=words
    )


class WorksForm(forms.Form):
    """What to tick among the works, and how the list was made shorter."""

    works = _Ticks()
    course = forms.CharField(required=False, max_length=80)
    find = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["works"].offer(keys)  # type: ignore[attr-defined]


def wish_in(data: Any) -> Filter:
    """How the list of works is to be made shorter, from what was posted."""
    return Filter(course=data.get("course", "")[:80], words=data.get("find", "")[:60])


class AssignForm(WorksForm):
    """Works for one client."""

    by_on = day_field(
        _("Suggested date"), _("Shown as a suggestion. Nothing is ever marked late."), required=False
    )
    note = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=500,
        help_text=_("Your client sees this after signing in. It is never put in an email."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    has_plan = _plan_box()

    def __init__(self, *args: Any, asks_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_plan:
            del self.fields["has_plan"]


class ClientsForm(forms.Form):
    """Which clients; the box about urgent contact counts for those of them it was not asked for yet."""

    clients = _Ticks()
    who = forms.CharField(required=False, max_length=60)
    has_plan = _plan_box()

    def __init__(self, *args: Any, clients: Sequence[str], asks_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_clients(self, clients, asks_plan=asks_plan)


class AssignSeveralForm(AssignForm):
    """Works for several clients at once."""

    clients = _Ticks()
    who = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, clients: Sequence[str], asks_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, asks_plan=True, **kwargs)
        _offer_clients(self, clients, asks_plan=asks_plan)


def _offer_clients(form: forms.Form, clients: Sequence[str], *, asks_plan: bool) -> None:
    """Whether the box has to be ticked depends on who is, so the service says it."""
    form.fields["clients"].offer(clients)  # type: ignore[attr-defined]
    form.fields["has_plan"].required = False
    form.fields["has_plan"].label = _(
        "With each of these I have agreed what they do when something is urgent, outside this site."
    )
    if not asks_plan:
        del form.fields["has_plan"]


class CopyForm(ClientsForm):
    """Which suggestions, and which of their notes, go to whom."""

    suggestions = _Ticks()
    notes = _Ticks()

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suggestions"].offer(keys)  # type: ignore[attr-defined]
        self.fields["notes"].offer(keys)  # type: ignore[attr-defined]


class ApplyForm(ClientsForm):
    """A plan for whom, beginning when."""

    start_on = day_field(
        _("First day"),
        _("The first step is shown from this day on, the later ones when their day comes."),
        required=True,
    )


class PlanForm(forms.Form):
    """What a plan is called."""

    title = LineField(
        label=_("Name of the plan"),
        max_length=80,
        help_text=_("Only you see it. Plans are not about one person, so leave names out."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the plan a name, such as “First four weeks”.")},
    )


class KeepForm(PlanForm):
    """Which of one client's suggestions become a plan, and which of their notes go along."""

    suggestions = _Ticks()
    notes = _Ticks()

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suggestions"].offer(keys)  # type: ignore[attr-defined]
        self.fields["notes"].offer(keys)  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """When a step comes, and what is said with it."""

    gap_days = forms.IntegerField(
        label=_("Days after the step before"),
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter a number of days, 0 to 365."),
            "invalid": _("Enter a number of days, 0 to 365."),
        },
    )
    note = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=500,
        help_text=_("Everybody you use this plan for reads it, so leave names out."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class NudgeForm(forms.Form):
    """One sentence from the list."""

    words = forms.ChoiceField(
        label=_("Which sentence?"),
        choices=Nudge.Words.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a sentence."), "invalid_choice": _("Choose a sentence.")},
    )
