"""What becomes of a table when a person asks for their data, or leaves. Declared beside the model.

class Enrolment(models.Model):
    personal_data = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)
"""

from dataclasses import dataclass
from enum import StrEnum


class Export(StrEnum):
    ALL = "all"  # every readable field goes into the archive
    NOTHING = "nothing"  # nothing of the person's own, or only keys


class Erasure(StrEnum):
    DELETE = "delete"  # rows go
    BLANK = "blank"  # rows stay, the person's words and references go
    WITH_ANOTHER = "with another"  # rows go with the row they hang on; nobody can take them out by themselves
    KEEP_STUB = "keep stub"  # rows hold only random keys and stay (audit)
    NOTHING = "nothing"  # no person in this table


@dataclass(frozen=True)
class PersonalData:
    """`owner` is the lookup from a row to the person it is about: a field path ending at accounts.User."""

    owner: str | tuple[str, ...]
    at_export: Export
    at_erasure: Erasure
    why: str = ""


@dataclass(frozen=True)
class NoPersonalData:
    """The table says nothing about anyone; `why` tells in a few words what it holds."""

    why: str


Declaration = PersonalData | NoPersonalData
