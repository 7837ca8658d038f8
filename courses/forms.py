"""Choosing a pace, with the time zone it is meant in."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts import rules
from common.selects import LongSelect
from courses.models import Enrolment
from courses.rules.pacing import EARLIEST_HOUR, LATEST_HOUR


class PaceForm(forms.Form):
    """How often notes come, and when. Own days and hour are read only at one's own pace."""

    pace = forms.ChoiceField(label=_("Your pace"), choices=Enrolment.Pace.choices, widget=forms.RadioSelect)
    days = forms.TypedMultipleChoiceField(
        label=_("Days, if you choose your own"),
        help_text=_("One or two, with at least one day between them."),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        help_text=_("Notes come at this hour where you are, never at night."),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)],
        widget=forms.Select(attrs={"class": "input input--short"}),
    )
    time_zone = forms.ChoiceField(  # as in the settings, where it can be changed too
        label=_("Time zone"),
        help_text=_("So that times on these pages, and in notes if you ask for any, are your times."),
        choices=rules.time_zones,
        widget=LongSelect(attrs={"class": "input"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("pace") != Enrolment.Pace.OWN:
            cleaned["days"] = []
        return cleaned


class PathPaceForm(PaceForm):
    """A path has no modules, so that nobody is offered one a week."""

    pace = forms.ChoiceField(
        label=_("Your pace"),
        choices=[choice for choice in Enrolment.Pace.choices if choice[0] != Enrolment.Pace.BRISK],
        widget=forms.RadioSelect,
    )


class LetterForm(forms.Form):
    """What the letter at the end of a course shall name; neither is kept."""

    name = forms.CharField(
        label=_("Name on the letter"),
        help_text=_("Left empty, there is a line to write it on."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )
    names_course = forms.BooleanField(
        label=_("Name the course"),
        help_text=_("Without it, the letter says “a course”."),
        required=False,
    )


class PathLetterForm(LetterForm):
    """The same for a path."""

    names_course = forms.BooleanField(
        label=_("Name what you read"),
        help_text=_("Without it, the letter says “lessons of several courses”."),
        required=False,
    )


class ReturnForm(forms.Form):
    """When somebody would like to come back; the day counts only beside “On a day I choose”."""

    when = forms.CharField(max_length=10)
    day = forms.DateField(required=False)
