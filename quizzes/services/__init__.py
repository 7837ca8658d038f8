"""What people do with quizzes: sit down, answer, hand in, look at what came out."""

from common.autosave import Saved, Stale
from quizzes.rules.states import CheckState
from quizzes.services.answers import save_answer, save_page
from quizzes.services.checks import (
    Offered,
    check_state,
    check_states,
    hand_in_check,
    look_at_check,
    offered_checks,
    save_check_answer,
    states_of,
)
from quizzes.services.figures import help_check, stop_helping
from quizzes.services.sittings import (
    agree,
    agreements,
    asks_consent,
    carry_on,
    delete_sitting,
    latest_result,
    may_keep,
    result_of,
    score_again,
    start_sitting,
    submit,
    take_back,
)

__all__ = [
    "CheckState",
    "Offered",
    "Saved",
    "Stale",
    "agree",
    "agreements",
    "asks_consent",
    "carry_on",
    "check_state",
    "check_states",
    "delete_sitting",
    "hand_in_check",
    "help_check",
    "latest_result",
    "look_at_check",
    "may_keep",
    "offered_checks",
    "result_of",
    "save_answer",
    "save_check_answer",
    "save_page",
    "score_again",
    "start_sitting",
    "states_of",
    "stop_helping",
    "submit",
    "take_back",
]
