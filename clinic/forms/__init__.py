"""What clinicians and clients fill in."""

from clinic.forms.assigning import AssignForm
from clinic.forms.sharing import InviteForm, SharingForm

__all__ = ["AssignForm", "InviteForm", "SharingForm"]
