"""What clinicians and clients do with each other: one module a journey."""

from clinic.services.assignments import (
    assign,
    assign_modules,
    confirm_plan,
    decline_assignment,
    withdraw_assignment,
)
from clinic.services.client_page import open_client_page
from clinic.services.clients import list_as_csv, open_client_list
from clinic.services.contact import (
    ContactShown,
    acknowledge,
    ask_for_contact,
    contact_of,
    contact_requests_of,
    withdraw_contact,
)
from clinic.services.invitations import (
    accept,
    decline,
    forget_expired,
    invite,
    invite_by_code,
    withdraw_invitation,
)
from clinic.services.links import (
    allow_nudges,
    change_sharing,
    end_link,
    mute_nudges,
    pause_link,
    renew_sharing,
    resume_link,
)
from clinic.services.looks_shown import looks_page
from clinic.services.marks import clear_left_behind, mark_entry, marking_of, shared_leaf, take_back_mark
from clinic.services.picks import (
    move_pick_up,
    pick_again,
    pick_entry,
    pick_lesson,
    pick_result,
    pick_words,
    picks_of,
    remove_pick,
)
from clinic.services.profile import Who, keep_profile, profile_of, states_reply_hours, who
from clinic.services.reading import open_check_ins, open_result, open_results, open_shared_entry
from clinic.services.sessions import last_session, mark_session
from clinic.services.sharing_page import connection_of, sharing_of
from clinic.services.suggestions import assignments_for, choice_for, preview_of
from clinic.services.summaries import open_summary, summary_file
from clinic.services.timeline import open_timeline

__all__ = [
    "ContactShown",
    "Who",
    "accept",
    "acknowledge",
    "allow_nudges",
    "ask_for_contact",
    "assign",
    "assign_modules",
    "assignments_for",
    "change_sharing",
    "choice_for",
    "clear_left_behind",
    "confirm_plan",
    "connection_of",
    "contact_of",
    "contact_requests_of",
    "decline",
    "decline_assignment",
    "end_link",
    "forget_expired",
    "invite",
    "invite_by_code",
    "keep_profile",
    "last_session",
    "list_as_csv",
    "looks_page",
    "mark_entry",
    "mark_session",
    "marking_of",
    "move_pick_up",
    "mute_nudges",
    "open_check_ins",
    "open_client_list",
    "open_client_page",
    "open_result",
    "open_results",
    "open_shared_entry",
    "open_summary",
    "open_timeline",
    "pause_link",
    "pick_again",
    "pick_entry",
    "pick_lesson",
    "pick_result",
    "pick_words",
    "picks_of",
    "preview_of",
    "profile_of",
    "remove_pick",
    "renew_sharing",
    "resume_link",
    "shared_leaf",
    "sharing_of",
    "states_reply_hours",
    "summary_file",
    "take_back_mark",
    "who",
    "withdraw_assignment",
    "withdraw_contact",
    "withdraw_invitation",
]
