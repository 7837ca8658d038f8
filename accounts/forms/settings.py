"""The settings of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import User
from common.lines import LineField
from common.selects import LongSelect


class SettingsForm(forms.Form):
    """How a person wants to be greeted, what they look at, and where they are in the day."""

    greeting_name = LineField(
        label=_("What we call you"),
        help_text=_("Any name you like. Only you see it, and it can stay empty."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    theme = forms.ChoiceField(label=_("Light or dark"), choices=User.Theme.choices, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("So that times on these pages, and in notes if you ask for any, are your times."),
        choices=rules.time_zones,
        widget=LongSelect,
    )
