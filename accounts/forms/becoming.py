"""Asking to become a clinician."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.lines import LineField


class ClinicianRequestForm(forms.Form):
    """What staff need to look a licence up. Clients read the name, the profession and the body; the rest stays here."""

    professional_name = LineField(
        label=_("Your name, as clients will read it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give the name your clients know.")},
    )
    profession = LineField(
        label=_("Your profession"),
        help_text=_(
            "For example psychotherapist, clinical psychologist, counsellor. Whom you invite reads it."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": _("Name your profession.")},
    )
    licensing_body = LineField(
        label=_("Who licenses or registers you"),
        help_text=_(
            "The board, council, chamber or association that keeps the list you are on. Whom you invite reads it."
        ),
        max_length=200,
        error_messages={"required": _("Name the body that keeps the list.")},
    )
    licence_number = LineField(
        label=_("Your number there"),
        max_length=80,
        error_messages={"required": _("Give the number under which you are listed.")},
    )
    country = LineField(
        label=_("Country"),
        help_text=_("And state or region, where licences are given there."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "country-name"}),
        error_messages={"required": _("Name the country.")},
    )
    note = forms.CharField(
        label=_("Where we can look it up"),
        help_text=_("A link to your entry, or anything else that helps whoever checks."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
