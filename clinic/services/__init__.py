"""What clinicians and clients do with each other: one module a journey."""

from clinic.services.answers import accept_assignment, ask_for_less, decline_assignment, decline_together
from clinic.services.assignments import (
    Placed,
    assign,
    assign_works,
    confirm_plan,
    move_assignment_up,
    place_works,
    withdraw_assignment,
)
from clinic.services.choosing import Choice, choice_for, choice_of
from clinic.services.choosing_clients import ClientChoice, clients_to_choose
from clinic.services.client_page import open_client_page
from clinic.services.clients import list_as_csv, open_client_list
from clinic.services.closings import note_closings, say_again
from clinic.services.contact import (
    ContactShown,
    acknowledge,
    ask_for_contact,
    contact_of,
    contact_requests_of,
    withdraw_contact,
)
from clinic.services.copying import copy_suggestions, placed_in_words, suggestions_to_copy
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
from clinic.services.nudges import NudgeShown, nudge, nudge_state, put_away, still_waits
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
from clinic.services.plans import (
    add_to_plan,
    apply_plan,
    change_step,
    copy_plan,
    days_shown,
    delete_plan,
    keep_as_plan,
    make_plan,
    move_step,
    plan_shown,
    plans_of,
    remove_step,
    rename_plan,
)
from clinic.services.profile import Who, keep_profile, profile_of, states_reply_hours, who
from clinic.services.reading import open_check_ins, open_result, open_results, open_shared_entry
from clinic.services.sessions import last_session, mark_session
from clinic.services.sharing_page import connection_of, sharing_of
from clinic.services.suggestable import Wanted
from clinic.services.suggestions import (
    FromClinician,
    Suggestion,
    assignments_for,
    preview_of,
    suggested_page,
)
from clinic.services.summaries import open_summary, summary_file
from clinic.services.timeline import open_timeline
from clinic.services.today import ForToday, for_today, left_for
from clinic.services.works import shelf

__all__ = [
    "Choice",
    "ClientChoice",
    "ContactShown",
    "ForToday",
    "FromClinician",
    "NudgeShown",
    "Placed",
    "Suggestion",
    "Wanted",
    "Who",
    "accept",
    "accept_assignment",
    "acknowledge",
    "add_to_plan",
    "allow_nudges",
    "apply_plan",
    "ask_for_contact",
    "ask_for_less",
    "assign",
    "assign_works",
    "assignments_for",
    "change_sharing",
    "change_step",
    "choice_for",
    "choice_of",
    "clear_left_behind",
    "clients_to_choose",
    "confirm_plan",
    "connection_of",
    "contact_of",
    "contact_requests_of",
    "copy_plan",
    "copy_suggestions",
    "days_shown",
    "decline",
    "decline_assignment",
    "decline_together",
    "delete_plan",
    "end_link",
    "for_today",
    "forget_expired",
    "invite",
    "invite_by_code",
    "keep_as_plan",
    "keep_profile",
    "last_session",
    "left_for",
    "list_as_csv",
    "looks_page",
    "make_plan",
    "mark_entry",
    "mark_session",
    "marking_of",
    "move_assignment_up",
    "move_pick_up",
    "move_step",
    "mute_nudges",
    "note_closings",
    "nudge",
    "nudge_state",
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
    "place_works",
    "placed_in_words",
    "plan_shown",
    "plans_of",
    "preview_of",
    "profile_of",
    "put_away",
    "remove_pick",
    "remove_step",
    "rename_plan",
    "renew_sharing",
    "resume_link",
    "say_again",
    "shared_leaf",
    "sharing_of",
    "shelf",
    "states_reply_hours",
    "still_waits",
    "suggested_page",
    "suggestions_to_copy",
    "summary_file",
    "take_back_mark",
    "who",
    "withdraw_assignment",
    "withdraw_contact",
    "withdraw_invitation",
]
