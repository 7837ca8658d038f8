"""What a person may wish about notes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WishesForm(forms.Form):
    has_plain_subjects = forms.TypedChoiceField(
        label=_("What the subject line says"),
        choices=[
            ("no", _("Discreet: “A note you asked for”")),
            ("yes", _("Plain: “Your next lesson is ready when you are”")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
