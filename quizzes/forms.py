"""What is asked before the questions: about whom, and whether it is safe to answer about that person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Sitting


class AboutForm(forms.Form):
    about = forms.ChoiceField(
        label=_("Who do you want to answer about?"),
        choices=Sitting.About.choices,
        initial=Sitting.About.GENERAL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you want to answer about.")},
    )


class CarefulForm(forms.Form):
    """The fork before questions about one person. The answer is acted on and stored nowhere."""

    about = forms.ChoiceField(choices=Sitting.About.choices, widget=forms.HiddenInput)
    careful = forms.ChoiceField(
        label=_("Are you careful with this person because they hurt, threaten or control you?"),
        choices=[("yes", _("Yes")), ("unsure", _("I’m not sure")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers. It is not kept.")},
    )

    @property
    def is_safe_to_go_on(self) -> bool:
        return bool(self.cleaned_data["careful"] == "no")
