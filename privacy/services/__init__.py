"""What may be done with everything about a person: copied for them, taken away, kept from coming back."""

from privacy.services.archives import (
    FETCHABLE_FOR,
    Copy,
    ask_for_archive,
    copy_of,
    fetch_archive,
    forget_archives,
    make_archives,
    write_next,
)
from privacy.services.erased_list import known_keys, list_path, read_list
from privacy.services.erasing import finish_leavings
from privacy.services.leaving import delete_account, reason_to_stay
from privacy.services.record import record_page
from privacy.services.restoring import erase_again
from privacy.services.tables import declarations

__all__ = [
    "FETCHABLE_FOR",
    "Copy",
    "ask_for_archive",
    "copy_of",
    "declarations",
    "delete_account",
    "erase_again",
    "fetch_archive",
    "finish_leavings",
    "forget_archives",
    "known_keys",
    "list_path",
    "make_archives",
    "read_list",
    "reason_to_stay",
    "record_page",
    "write_next",
]
