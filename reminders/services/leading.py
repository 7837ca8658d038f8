"""Where a note leads that is about one thing among several."""

from quizzes.models import Sitting
from reminders.models import Reminder


def questionnaire_of(*, row: Reminder) -> int | None:
    """The number of the questionnaire a note after three months is about; None once it is no longer offered."""
    mine = Sitting.objects.visible_to(row.learner).of_offered().filter(key=row.about_key)
    return mine.values_list("quiz__number", flat=True).first()
