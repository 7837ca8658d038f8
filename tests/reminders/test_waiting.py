"""Nudges and steps of a plan, from the clinician's press to a mail server on loopback."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from accounts.services import suspend_clinician
from clinic.models import Link, Nudge
from clinic.services import (
    accept_assignment,
    add_to_plan,
    apply_plan,
    end_link,
    make_plan,
    mute_nudges,
    nudge,
    pause_link,
    put_away,
)
from outbox.models import Mail
from outbox.rules import Message, Skip
from reminders import services
from reminders.models import Reminder
from tests.clinic.conftest import assign, connect
from tests.outbox.conftest import smtp  # noqa: F401 a mail server on loopback
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, prepared, tick, turn_on


@pytest.fixture
def joined(ada: User, carl: User, library, time_machine) -> Link:
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.WAITING, now=MONDAY)
    link = connect(carl, ada)
    Mail.objects.all().delete()
    return link


def words_of(mail) -> str:
    """Headers and every part, decoded."""
    parts = [part.get_content() for part in mail.parsed.walk() if not part.is_multipart()]
    return "\n".join([*map(str, mail.parsed.values()), *parts])


def test_a_nudge_reaches_the_mail_server_and_none_of_its_words_do(joined, smtp, time_machine):  # noqa: F811
    nudge(link=joined, words="session", now=MONDAY)
    tick(time_machine, MONDAY + timedelta(minutes=1))
    (mail,) = smtp.accepted
    assert mail.to == joined.client.email
    everything = words_of(mail).casefold()
    for word in ("session", "meet again", "picked", "nudge", "carl", "osei", "clinic"):
        assert word not in everything
    tick(time_machine, MONDAY + timedelta(minutes=2))
    assert len(smtp.accepted) == 1
    assert ledger() == [(Kind.WAITING, "sent")]


def test_a_step_of_a_plan_is_planned_and_sent_when_its_day_comes(joined, smtp, time_machine):  # noqa: F811
    plan = make_plan(clinician=joined.clinician, title="Four weeks")
    add_to_plan(plan=plan, works=[("module", "course-1-module-1"), ("module", "course-1-module-2")])
    apply_plan(plan=plan, links=[joined], start_on=MONDAY.date() + timedelta(days=1), confirms_plan=True)
    tick(time_machine, MONDAY + timedelta(minutes=1))
    assert (Reminder.objects.count(), smtp.accepted) == (0, [])
    midnight = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    tick(time_machine, midnight)
    assert smtp.accepted == []  # quiet hours
    tick(time_machine, datetime(2026, 11, 24, 8, 10, tzinfo=UTC))
    assert len(smtp.accepted) == 1
    tick(time_machine, datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert len(smtp.accepted) == 1
    tick(time_machine, datetime(2026, 12, 1, 0, 5, tzinfo=UTC))
    tick(time_machine, datetime(2026, 12, 1, 8, 10, tzinfo=UTC))
    assert len(smtp.accepted) == 2


def test_several_things_at_once_are_one_mail_and_a_nudge_keeps_the_caps(joined, time_machine, mailoutbox):
    for key in ("course-1-module-1", "course-1-module-2"):
        assign(link=joined, target="module", target_key=key)
    tick(time_machine, MONDAY + timedelta(minutes=1))
    nudge(link=joined, words="small", now=MONDAY + timedelta(hours=1))
    tick(time_machine, MONDAY + timedelta(hours=1, minutes=1))
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("stop", ["muted", "put away", "ended", "paused", "suspended"])
def test_it_is_decided_again_at_the_last_moment(joined, ada, carl, stella, stop):
    made = nudge(link=joined, words="small", now=MONDAY)
    services.plan_due(now=MONDAY)
    assert isinstance(prepared(Kind.WAITING, MONDAY), Message)
    stops = {
        "muted": lambda: mute_nudges(link=joined),
        "put away": lambda: put_away(nudge=Nudge.objects.select_related("link").get(pk=made.pk)),
        "ended": lambda: end_link(link=joined, by=ada),
        "paused": lambda: pause_link(link=joined),
        "suspended": lambda: suspend_clinician(user=carl, actor=stella),
    }
    stops[stop]()
    assert prepared(Kind.WAITING, MONDAY) == Skip("no_longer_waiting")


def test_an_answered_suggestion_waits_no_longer(joined):
    made = assign(link=joined, target="module", target_key="course-1-module-1")
    services.plan_due(now=MONDAY)
    accept_assignment(assignment=made)
    assert prepared(Kind.WAITING, MONDAY) == Skip("no_longer_waiting")
