"""Figures for whoever watches: guarded, plain, and without anybody's address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox import services, tasks
from outbox.models import Mail
from outbox.services import enqueue
from quizzes.models import ScaleFigure
from reminders.models import Reminder
from tests.quizzes.builders import published, scale
from tests.reminders.conftest import MONDAY

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-at-least-24-letters"


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, token: str = TOKEN):
    return client.get(reverse("pages:metrics"), headers={"Authorization": f"Bearer {token}"})


def test_without_a_token_set_there_is_nothing(client):
    assert ask(client).status_code == 404
    assert ask(client, "").status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "é"])
def test_without_the_right_token_there_is_nothing(client, watched, token):
    assert ask(client, token).status_code == 404
    assert client.get(reverse("pages:metrics")).status_code == 404


def fill(count: int = 1) -> None:
    for number in range(count):
        for state in Mail.State.values:
            mail = enqueue(
                unique_key=f"{state}:{number}", kind="reminder", keys={}, sealed={"to": "ada@example.org"}
            )
            assert mail is not None
            Mail.objects.filter(pk=mail.pk).update(
                state=state, reason="paused" if state == "skipped" else "550 <server's own words>"
            )


def test_the_figures_are_told_in_plain_text(client, watched):
    fill()
    services.suppress(address="ada@example.org", now=timezone.now())
    tasks.note_beat()
    Mail.objects.filter(state="planned").update(not_before=timezone.now() - timedelta(minutes=20))
    answer = ask(client)
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    lines = answer.content.decode().splitlines()
    assert 'alder_mail_planned{kind="reminder"} 1' in lines
    assert 'alder_mail_ended_last_day{kind="reminder",state="sent"} 1' in lines
    assert 'alder_mail_ended_last_day{kind="reminder",state="skipped",reason="paused"} 1' in lines
    assert 'alder_mail_suppressed{cause="complained"} 1' in lines
    assert "alder_mail_uncertain 1" in lines
    assert "alder_mail_in_hand 2" in lines
    assert any(line.startswith("alder_mail_oldest_due_seconds 120") for line in lines)
    assert any(line.startswith('alder_heartbeat_age_seconds{name="beat"} 0.') for line in lines)
    assert "server's own words" not in answer.content.decode()
    assert "ada" not in answer.content.decode()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
    assert all(line.endswith("gauge") for line in lines if line.startswith("# TYPE"))


def test_an_empty_outbox_is_told_too(client, watched):
    assert "alder_mail_oldest_due_seconds 0" in ask(client).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_figures_cost_the_same_however_much_is_kept(count, django_assert_num_queries):
    fill(count)
    with django_assert_num_queries(8):
        list(services.figures(now=timezone.now()))


def test_what_ended_long_ago_is_not_counted(client, watched):
    fill()
    Mail.objects.update(not_before=timezone.now() - timedelta(days=2))
    assert "ended_last_day" not in ask(client).content.decode()


def test_a_scale_whose_statements_may_not_work_is_counted_without_its_name(client, watched):
    assert "alder_scale_figures_doubtful 0" in ask(client).content.decode()
    quiz = published(scale())
    ScaleFigure.objects.create(
        version=quiz.current,
        subscale="anxiety",
        n=200,
        alpha=0.4,
        is_doubtful=True,
        counted_at=timezone.now(),
    )
    told = ask(client).content.decode()
    assert "alder_scale_figures_doubtful 1" in told
    assert "closeness" not in told
    assert "anxiety" not in told


def test_what_the_planner_left_out_is_counted_by_its_reason_and_names_nobody(
    client, watched, ada, time_machine
):
    time_machine.move_to(MONDAY, tick=False)
    for number, (state, reason) in enumerate(
        [("skipped", "paused"), ("skipped", "paused"), ("skipped", "silent"), ("planned", "")]
    ):
        Reminder.objects.create(
            learner=ada,
            kind="next_step",
            occurrence=str(number),
            due_at=MONDAY,
            planned_at=MONDAY,
            state=state,
            reason=reason,
        )
    told = ask(client).content.decode()
    assert 'alder_note_skipped_last_day{kind="next_step",reason="paused"} 2' in told
    assert 'alder_note_skipped_last_day{kind="next_step",reason="silent"} 1' in told
    assert str(ada.key) not in told
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    assert "note_skipped_last_day{" not in ask(client).content.decode()
