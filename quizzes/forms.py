"""What is asked before the questions: about whom, and whether it is safe to answer about that person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Sitting

# What a person agrees to before the first quiz, word for word. Change the version with the words.
CONSENT_VERSION = "1"
CONSENT = _("Keep my answers and results in my account, encrypted. I can delete them at any time.")

# Another yes, to something else: it is never ticked for anybody, and nothing depends on it.
HELP_VERSION = "1"
HELP = _("Add my answers up with other people’s to see whether the statements work; only the sums are kept.")

SIX, ONE = "six", "one"
LAYOUTS = [(SIX, _("Six to a page")), (ONE, _("One at a time"))]


class BeginForm(forms.Form):
    """About whom, how many at a time; until they have said yes once, whether answers may be kept; and whether they
    may be added up with those of others."""

    about = forms.ChoiceField(
        label=_("Who do you want to answer about?"),
        choices=Sitting.About.choices,
        initial=Sitting.About.GENERAL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you want to answer about.")},
    )
    layout = forms.ChoiceField(
        label=_("How many statements at a time?"),
        choices=LAYOUTS,
        widget=forms.RadioSelect,
        required=False,
    )
    agree = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": _("Tick the box to begin. Without it, nothing can be kept.")},
    )
    helps = forms.BooleanField(label=HELP, required=False)

    def __init__(
        self,
        *args: Any,
        may_be_about_one: bool,
        asks_consent: bool,
        has_layouts: bool,
        can_be_checked: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_about_one:
            del self.fields["about"]
        if not has_layouts:
            del self.fields["layout"]
        if not asks_consent:
            del self.fields["agree"]
        if not can_be_checked:
            del self.fields["helps"]

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("about", Sitting.About.GENERAL))

    @property
    def agreed(self) -> bool:
        return bool(self.cleaned_data.get("agree"))

    @property
    def carried(self) -> dict[str, Any]:
        """What the question in between takes along, as the form after it asks for it."""
        return {
            "about": self.chosen,
            "agree": self.agreed,
            "layout": self.layout_chosen,
            "helps": bool(self.cleaned_data.get("helps")),
        }

    @property
    def layout_chosen(self) -> str:
        return str(self.cleaned_data.get("layout") or SIX)

    @property
    def is_one_a_page(self) -> bool:
        return self.layout_chosen == ONE


class CarefulForm(forms.Form):
    """The fork before questions about one person. The answer is acted on and stored nowhere."""

    about = forms.ChoiceField(choices=Sitting.About.choices, widget=forms.HiddenInput)
    agree = forms.BooleanField(required=False, widget=forms.HiddenInput)
    layout = forms.ChoiceField(choices=LAYOUTS, required=False, widget=forms.HiddenInput)
    helps = forms.BooleanField(required=False, widget=forms.HiddenInput)
    careful = forms.ChoiceField(
        label=_("Are you careful with this person because they hurt, threaten or control you?"),
        choices=[("yes", _("Yes")), ("unsure", _("I’m not sure")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers. It is not kept.")},
    )

    @property
    def is_safe_to_go_on(self) -> bool:
        return bool(self.cleaned_data["careful"] == "no")

    @property
    def is_one_a_page(self) -> bool:
        return bool(self.cleaned_data["layout"] == ONE)
