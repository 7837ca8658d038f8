"""Putting the authors' checks and scales into rows, and the words that others allow us to use."""

from quizzes.publishing.conduct import Refusal, publish, refusals
from quizzes.publishing.words import (
    Grant,
    add_text,
    expire_permissions,
    held_back,
    key_of_others,
    read_text,
    withdraw_text,
)

__all__ = [
    "Grant",
    "Refusal",
    "add_text",
    "expire_permissions",
    "held_back",
    "key_of_others",
    "publish",
    "read_text",
    "refusals",
    "withdraw_text",
]
