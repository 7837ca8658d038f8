"""Mail forgets whom it was for, then it goes; a restored backup sends nothing again."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from outbox import services, tasks
from outbox.models import Allowance, Heartbeat, Mail
from outbox.services import enqueue, send_due, tidy

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def write(name: str = "m:1", *, age: timedelta = timedelta(), state: str = "planned", **more) -> Mail:
    mail = enqueue(
        unique_key=name, kind="direct", keys={"n": 1}, recipient_key=uuid4(),
        sealed={"to": ADA, "subject": "A note you asked for", "text": "Quiet.\n"},
        not_before=timezone.now() - age, **more,
    )  # fmt: skip
    assert mail is not None
    Mail.objects.filter(pk=mail.pk).update(state=state)
    return mail


@pytest.mark.parametrize("state", Mail.ENDED)
def test_a_month_after_its_end_a_mail_forgets_whom_it_was_for(state: str):
    mail = write(age=timedelta(days=31), state=state)
    assert tidy(now=timezone.now())["narrowed"] == 1
    mail.refresh_from_db()
    assert (mail.recipient_key, mail.keys, mail.sealed) == (None, {}, None)
    assert (mail.unique_key, mail.state, mail.kind) == ("m:1", state, "direct")
    assert tidy(now=timezone.now())["narrowed"] == 0


@pytest.mark.parametrize("state", ["planned", "claimed", "sending"])
def test_what_has_not_ended_is_left_alone(state: str):
    write(age=timedelta(days=200), state=state)
    assert tidy(now=timezone.now()) == {"narrowed": 0, "forgotten": 0, "allowances": 0}


def test_a_mail_of_yesterday_is_left_alone():
    write(age=timedelta(days=29), state="sent")
    assert tidy(now=timezone.now())["narrowed"] == 0


def test_a_key_outlives_any_replay_and_then_goes():
    write(age=timedelta(days=89), state="sent")
    tasks.tidy()
    assert enqueue(unique_key="m:1", kind="direct", keys={}) is None
    assert tidy(now=timezone.now() + timedelta(days=2))["forgotten"] == 1
    assert enqueue(unique_key="m:1", kind="direct", keys={}) is not None


def test_many_rows_go_in_batches():
    old = timezone.now() - timedelta(days=100)
    Mail.objects.bulk_create(
        Mail(unique_key=f"b:{n}", kind="x", state="sent", not_before=old, expires_at=old, created_at=old)
        for n in range(2500)
    )
    assert tidy(now=timezone.now()) == {"narrowed": 2500, "forgotten": 2500, "allowances": 0}


def test_a_pace_nobody_has_needed_for_a_day_is_forgotten():
    Allowance.objects.create(name="x", tokens=1, filled_at=timezone.now() - timedelta(days=2))
    Allowance.objects.create(name="y", tokens=1, filled_at=timezone.now())
    assert tidy(now=timezone.now())["allowances"] == 1


def restore(**options) -> str:
    out = StringIO()
    call_command("post_restore", stdout=out, **options)
    return out.getvalue()


def test_after_a_restore_nothing_that_may_have_left_leaves(smtp):
    write("due", age=timedelta(hours=1))
    write("late", age=timedelta(hours=60))
    write("claimed", state="claimed")
    write("sending", state="sending")
    write("sent", age=timedelta(days=1), state="sent")
    write("coming", age=-timedelta(hours=1))
    said = restore()
    assert "3 mails may have been sent" in said
    assert dict(Mail.objects.values_list("unique_key", "state")) == {
        "due": "uncertain", "late": "expired", "claimed": "uncertain", "sending": "uncertain", "sent": "sent",
        "coming": "planned",
    }  # fmt: skip
    assert "before the backup was restored" in Mail.objects.get(unique_key="due").reason
    assert Mail.objects.get(unique_key="due").sealed is None
    send_due(now=timezone.now())
    assert smtp.accepted == []
    send_due(now=timezone.now() + timedelta(hours=2))
    assert [mail.to for mail in smtp.accepted] == [ADA]


def test_what_is_planned_again_for_a_moment_before_the_restore_is_closed_too(smtp):
    restore()
    write("again", age=timedelta(hours=3))
    write("new")
    assert send_due(now=timezone.now() + timedelta(seconds=1))["sent"] == 1
    assert dict(Mail.objects.values_list("unique_key", "state")) == {"again": "uncertain", "new": "sent"}


def test_what_was_due_after_the_old_installation_stopped_still_goes(smtp):
    write("before", age=timedelta(hours=2))
    write("after", age=timedelta(minutes=30))
    restore(stopped=(timezone.now() - timedelta(hours=1)).isoformat())
    send_due(now=timezone.now())
    assert dict(Mail.objects.values_list("unique_key", "state")) == {"before": "uncertain", "after": "sent"}


def test_a_restore_is_no_sign_of_life():
    restore()
    assert services.health(timezone.now())["worker_silent"]
    assert not [figure for figure in services.figures(now=timezone.now()) if figure.labels.get("name")]
    assert Heartbeat.objects.count() == 1


@pytest.mark.parametrize(
    "moment", ["yesterday", "2027-03-28", "2026-01-01T10:00", "2099-01-01T10:00+00:00", "9999-99-99T10:00Z"]
)
def test_a_moment_that_cannot_be_is_refused(moment: str):
    write(age=timedelta(hours=1))
    with pytest.raises(CommandError, match="--stopped"):
        restore(stopped=moment)
    assert Mail.objects.get().state == Mail.State.PLANNED
