"""What Today says of a person's clinicians: one question for the many who have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from clinic.models import Link
from clinic.services.closings import Question, questions_for
from clinic.services.contact import ContactShown, contact_of
from clinic.services.nudges import NudgeShown, nudges_for
from clinic.services.suggestions import FromClinician, today_from


@dataclass(frozen=True)
class ForToday:
    contacts: Sequence[ContactShown] = ()
    assignments: Sequence[FromClinician] = ()
    nudges: Sequence[NudgeShown] = ()
    questions: Sequence[Question] = ()


def for_today(*, client: User, now: datetime) -> ForToday:
    """Requests for contact, suggestions, nudges, what is asked again. One query for somebody without a clinician."""
    if not Link.objects.of_client(client).active().exists():
        return ForToday()
    return ForToday(
        contacts=contact_of(client=client, now=now),
        assignments=today_from(client),
        nudges=nudges_for(client),
        questions=questions_for(client),
    )
