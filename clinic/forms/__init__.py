"""What clinicians and clients fill in."""

from clinic.forms.assigning import (
    ApplyForm,
    AssignForm,
    AssignSeveralForm,
    CopyForm,
    KeepForm,
    NudgeForm,
    PlanForm,
    StepForm,
    WorksForm,
    wish_in,
)
from clinic.forms.sharing import CodeForm, InviteForm, MarkForm, PickForm, ProfileForm, SharingForm

__all__ = [
    "ApplyForm",
    "AssignForm",
    "AssignSeveralForm",
    "CodeForm",
    "CopyForm",
    "InviteForm",
    "KeepForm",
    "MarkForm",
    "NudgeForm",
    "PickForm",
    "PlanForm",
    "ProfileForm",
    "SharingForm",
    "StepForm",
    "WorksForm",
    "wish_in",
]
