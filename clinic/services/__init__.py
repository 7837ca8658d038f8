"""What clinicians and clients do with each other: one module a journey."""

from clinic.services.assignments import (
    assign,
    assign_modules,
    confirm_plan,
    decline_assignment,
    withdraw_assignment,
)
from clinic.services.client_page import open_client_page
from clinic.services.clients import open_client_list
from clinic.services.invitations import accept, decline, forget_expired, invite, withdraw_invitation
from clinic.services.links import change_sharing, end_link
from clinic.services.sharing_page import sharing_of
from clinic.services.suggestions import assignments_for, choice_for, preview_of

__all__ = [
    "accept",
    "assign",
    "assign_modules",
    "assignments_for",
    "change_sharing",
    "choice_for",
    "confirm_plan",
    "decline",
    "decline_assignment",
    "end_link",
    "forget_expired",
    "invite",
    "open_client_list",
    "open_client_page",
    "preview_of",
    "sharing_of",
    "withdraw_assignment",
    "withdraw_invitation",
]
