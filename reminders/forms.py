"""What a person may wish about notes: one page, one form."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courses.rules.pacing import EARLIEST_HOUR, LATEST_HOUR
from reminders.models import SWITCHES, Preferences

FURTHEST = timedelta(days=366)


class NotesForm(forms.Form):
    """Which kinds, when the weekly one, how discreet, and a pause. The switches are named as the kinds are."""

    next_step = forms.BooleanField(
        label=_("Your next step, at your pace"),
        help_text=_(
            "On the days you chose for each course. If you stay away they get fewer, and after four weeks they end."
        ),
        required=False,
    )
    return_date = forms.BooleanField(
        label=_("The day you wanted to come back"),
        help_text=_("Once, on the day you named at the end of a lesson."),
        required=False,
    )
    from_me = forms.BooleanField(
        label=_("A note from you to yourself"),
        help_text=_("On the day you chose when you wrote it. What you wrote stays inside."),
        required=False,
    )
    waiting = forms.BooleanField(
        label=_("Something is waiting for you"),
        help_text=_(
            "When a clinician you are connected with has suggested something. The note says neither who nor what."
        ),
        required=False,
    )
    sheet = forms.BooleanField(
        label=_("Three months after a questionnaire"),
        help_text=_("Once, for those who would like to compare. You need not fill it in again."),
        required=False,
    )
    check_in = forms.BooleanField(
        label=_("Your check-in, once a week"),
        help_text=_("On the day below. None comes if you have written it already."),
        required=False,
    )
    check_in_day = forms.TypedChoiceField(
        label=_("Day of the check-in"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.Select(attrs={"class": "input"}),
    )
    check_in_hour = forms.TypedChoiceField(
        label=_("Hour"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)],
        widget=forms.Select(attrs={"class": "input"}),
    )
    has_plain_subjects = forms.TypedChoiceField(
        label=_("What the subject line says"),
        help_text=_("With the second one a note may also name the next lesson inside."),
        choices=[
            ("no", _("Always the same: “A note you asked for”")),
            ("yes", _("What it is about, such as “Your next lesson is ready when you are”")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    paused_until = forms.DateField(
        label=_("No notes before"),
        help_text=_("A day from tomorrow on, if you want a rest from all of them. Empty means no pause."),
        required=False,
        error_messages={"invalid": _("Choose a day, like 3 December 2026.")},
        widget=forms.DateInput(attrs={"type": "date", "class": "input input--short"}, format="%Y-%m-%d"),
    )

    def clean_paused_until(self) -> date | None:
        day: date | None = self.cleaned_data["paused_until"]
        today = timezone.localdate()
        if day is not None and not today < day <= today + FURTHEST:
            raise forms.ValidationError(_("Choose a day from tomorrow on, within the next year."))
        return day

    def wishes(self) -> dict[str, Any]:
        """The answers as `keep_wishes` takes them."""
        answers = self.cleaned_data
        others = {name: value for name, value in answers.items() if name not in SWITCHES}
        return {**others, "kinds": [kind for kind in SWITCHES if answers[kind]]}


def initial_of(wishes: Preferences, *, today: date) -> dict[str, Any]:
    """The form as it was left; a pause that is over is none."""
    until = wishes.paused_until
    return {
        **{str(kind): wishes.wants(kind) for kind in SWITCHES},
        "check_in_day": wishes.check_in_day,
        "check_in_hour": wishes.check_in_hour,
        "has_plain_subjects": "yes" if wishes.has_plain_subjects else "no",
        "paused_until": until if until is not None and until > today else None,
    }
