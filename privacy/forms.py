"""What somebody says before their account goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LeaveForm(forms.Form):
    """One tick, so that no single press deletes anything."""

    is_sure = forms.BooleanField(
        label=_("Yes, delete my account and everything in it"),
        error_messages={"required": _("Tick the box if you want everything deleted.")},
    )
