"""Clinician and client: the invitation, what was agreed, what was suggested, what a session is for, and who looked."""

from clinic.models.links import Invitation, Link, Profile, SharedEntry, Sharing
from clinic.models.sessions import Look, Pick, SessionMark
from clinic.models.work import Assignment, ContactRequest, Nudge, Plan, PlanStep

__all__ = [
    "Assignment",
    "ContactRequest",
    "Invitation",
    "Link",
    "Look",
    "Nudge",
    "Pick",
    "Plan",
    "PlanStep",
    "Profile",
    "SessionMark",
    "SharedEntry",
    "Sharing",
]
