"""Choosing a pace, with the time zone it is meant in."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from courses.rules.pacing import EARLIEST_HOUR, LATEST_HOUR


@cache
def zone_names() -> tuple[str, ...]:
    """Places in the IANA list; old short names and offsets are left out."""
    skipped = ("Etc/", "SystemV/", "posix/", "right/")
    places = (name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(skipped))
    return ("UTC", *sorted(places))


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
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Change it if this is not where you are."),
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        names = set(zone_names()) | {str(self.initial.get("time_zone", "UTC"))}
        zone.choices = [(name, name.replace("_", " ")) for name in sorted(names)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("pace") != Enrolment.Pace.OWN:
            cleaned["days"] = []
        return cleaned
