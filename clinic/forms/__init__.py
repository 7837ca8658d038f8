"""What clinicians and clients fill in."""

from clinic.forms.assigning import AssignForm
from clinic.forms.sharing import CodeForm, InviteForm, MarkForm, PickForm, ProfileForm, SharingForm

__all__ = ["AssignForm", "CodeForm", "InviteForm", "MarkForm", "PickForm", "ProfileForm", "SharingForm"]
