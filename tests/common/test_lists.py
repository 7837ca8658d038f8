"""Rows of a subquery as one list: the same on both databases, and bound to their own row."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import OuterRef

from accounts.models import User
from common.lists import Rows, moment
from courses.models import Reading
from courses.services import open_lesson
from tests.builders import lesson

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("fraction", [timedelta(), timedelta(microseconds=250_000)])
def test_a_list_holds_the_rows_of_its_own_row_with_their_moments(
    library, ada: User, mallory: User, time_machine, fraction
):
    for number, key in enumerate(("lesson-1-1-1", "lesson-1-1-2")):
        time_machine.move_to(NOON + fraction + timedelta(hours=number), tick=False)
        open_lesson(learner=ada, lesson=lesson(key))
    mine = Reading.objects.filter(learner=OuterRef("pk"))
    latest = mine.order_by("-last_opened_at")[:1]
    people = User.objects.filter(pk__in=[ada.pk, mallory.pk]).order_by("pk")
    hers, nobody = people.annotate(
        all=Rows(mine, "lesson__number", "place", "opened_at"), last=Rows(latest, "lesson__number")
    )
    found = {(number, place, moment(at)) for number, place, at in hers.all}
    assert found == {(1, "", NOON + fraction), (2, "", NOON + fraction + timedelta(hours=1))}
    assert hers.last == [[2]]
    assert nobody.all == nobody.last == []
