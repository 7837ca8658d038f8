"""Everything the page about notes asks, kept in one go."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from reminders.models import Preferences
from reminders.services.kinds import choose_kinds
from reminders.services.wishes import change_wishes, pause


@transaction.atomic
def keep_wishes(
    *,
    wishes: Preferences,
    kinds: Collection[str],
    check_in_day: int,
    check_in_hour: int,
    has_plain_subjects: bool,
    paused_until: date | None,
    now: datetime,
) -> None:
    """All of it or nothing. Notes that were stopped stay stopped, also by a press that came while the page was open."""
    held = Preferences.objects.held().get(pk=wishes.pk)
    choose_kinds(wishes=held, kinds=kinds, now=now, check_in_day=check_in_day, check_in_hour=check_in_hour)
    change_wishes(wishes=held, has_plain_subjects=has_plain_subjects)
    pause(wishes=held, until=paused_until)
