"""Not faster than asked for, and nobody waits behind somebody else's domain."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from outbox.models import Allowance, Mail
from outbox.rules import Stage, paces
from outbox.rules.paces import Bucket
from outbox.services import enqueue, pacing, send_due
from outbox.services.carrying import Reply
from outbox.services.pacing import EVERYBODY, Pacing, be_patient, domain_hash

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def write(number: int, domain: str = "a.example", kind: str = "note", **more) -> Mail:
    mail = enqueue(
        unique_key=f"{domain}:{number}:{kind}", kind=kind, keys={},
        sealed={"to": f"p{number}@{domain}", "subject": "x", "text": "x"}, **more,
    )  # fmt: skip
    assert mail is not None
    return mail


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.MAIL_KINDS = {**settings.MAIL_KINDS, "note": settings.MAIL_KINDS["direct"]}


def waits() -> list[float]:
    """Seconds that each waiting mail still waits."""
    now = timezone.now()
    moments = Mail.objects.filter(state="planned").order_by("not_before").values_list("not_before", flat=True)
    return [(moment - now).total_seconds() for moment in moments]


# The bucket -----------------------------------------------------------------------------------------------------


def test_a_bucket_fills_with_time_and_never_overflows():
    empty = Bucket(tokens=0, filled_at=NOON)
    assert paces.filled(empty, per_minute=60, now=NOON + timedelta(seconds=3)) == 3
    assert paces.filled(empty, per_minute=60, now=NOON + timedelta(hours=9)) == 10
    assert paces.filled(empty, per_minute=60, now=NOON - timedelta(hours=9)) == 0
    assert paces.filled(empty, per_minute=1, now=NOON + timedelta(hours=9)) == 1


def test_a_slowed_bucket_fills_half_as_fast_until_the_five_minutes_are_over():
    slowed = Bucket(tokens=0, filled_at=NOON, slowed_until=NOON + paces.SLOWED_FOR)
    assert paces.filled(slowed, per_minute=60, now=NOON + timedelta(seconds=4)) == 2
    assert paces.pace(slowed, per_minute=60, now=NOON + paces.SLOWED_FOR) == 1


def test_who_stands_further_back_waits_longer():
    empty = Bucket(tokens=0.5, filled_at=NOON)
    moments = [paces.free_at(empty, ahead=n, per_minute=60, now=NOON) for n in range(3)]
    assert [(moment - NOON).total_seconds() for moment in moments] == [0.5, 1.5, 2.5]


@given(
    st.lists(st.tuples(st.floats(0, 30), st.integers(0, 9)), max_size=60),
    st.integers(1, 600),
)
def test_never_more_leaves_than_the_rate_and_one_bucket_allow(steps, per_minute):
    now, bucket, taken = NOON, Bucket(tokens=paces.full(per_minute), filled_at=NOON), 0
    for seconds, wanted in steps:
        now += timedelta(seconds=seconds)
        tokens = paces.filled(bucket, per_minute=per_minute, now=now)
        granted = min(wanted, int(tokens))
        taken += granted
        bucket = Bucket(tokens=tokens - granted, filled_at=now)
    passed = (now - NOON).total_seconds()
    assert taken <= paces.full(per_minute) + passed * per_minute / 60 + 0.01


# With rows ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_rate_no_row_is_read_or_written(smtp):
    for number in range(30):
        write(number)
    assert send_due(now=timezone.now())["sent"] == 30
    assert not Allowance.objects.exists()


@pytest.mark.django_db
def test_one_domain_that_may_get_few_holds_up_nobody_else(smtp, settings):
    settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN = 30  # five at once
    for number in range(25):
        write(number, "slow.example")
    for number in range(5):
        write(number, f"other{number}.example")
    counts = send_due(now=timezone.now())
    assert counts["sent"] == 10
    assert sum("slow" in mail.to for mail in smtp.accepted) == 5
    assert Mail.objects.filter(state="planned", attempts=0).count() == 20
    assert all(wait > 0 for wait in waits())
    assert 30 < waits()[-1] < 41  # each waits for its own turn: twenty at one in two seconds
    assert send_due(now=timezone.now()) == {}


@pytest.mark.django_db
def test_all_workers_share_one_limit(settings, smtp):
    settings.MAIL_PER_MINUTE = 60  # ten at once
    for number in range(10):
        write(number, f"d{number}.example")
    assert send_due(now=timezone.now())["sent"] == 10
    write(99)
    assert (
        send_due(now=timezone.now() + timedelta(seconds=1)).get("sent", 0) == 0
    )  # another run, the same row
    assert Allowance.objects.get().name == EVERYBODY


@pytest.mark.django_db
def test_sign_in_mail_waits_behind_nobody_and_is_counted(settings, smtp):
    settings.MAIL_PER_MINUTE = 6
    for number in range(4):
        write(number, kind="direct")
    assert send_due(now=timezone.now())["sent"] == 4
    assert Allowance.objects.get().tokens < -2
    write(9)
    assert send_due(now=timezone.now() + timedelta(seconds=1)).get("sent", 0) == 0


@pytest.mark.django_db
def test_a_mail_that_would_come_too_late_is_asked_once_more_before_it_expires(settings, smtp):
    settings.MAIL_PER_MINUTE = 1
    for number in range(3):
        write(number, expires_at=timezone.now() + timedelta(seconds=90))
    send_due(now=timezone.now())
    assert Mail.objects.filter(state="planned").count() == 2
    assert all(wait < 61 for wait in waits())


@pytest.mark.django_db
def test_a_server_that_asks_for_patience_gets_it(settings, smtp):
    settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN = 60
    smtp.fault = lambda address: "patience" if address.startswith("p0") else ""
    for number in range(3):
        write(number)
    send_due(now=timezone.now())
    row = Allowance.objects.get(name=domain_hash("a.example"))
    assert row.slowed_until is not None
    assert timedelta(minutes=4) < row.slowed_until - timezone.now() <= timedelta(minutes=5)


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "slowed"), [(Stage.SENDER, EVERYBODY), (Stage.RECIPIENT, "domain")])
def test_who_is_slowed_depends_on_what_was_refused(settings, stage, slowed):
    settings.MAIL_PER_MINUTE = settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN = 60
    parcel = pacing.Parcel(mail=Mail(kind="note"), digest="", domain="a.example", packed=b"")
    Pacing(timezone.now()).note_answer(parcel, Reply(stage, 454, ""), 0.1)
    [row] = Allowance.objects.slowed(timezone.now())
    assert row.name == (EVERYBODY if slowed == EVERYBODY else domain_hash("a.example"))


@pytest.mark.django_db
def test_patience_with_no_rate_set_writes_nothing():
    be_patient("a.example")
    be_patient("")
    assert not Allowance.objects.exists()


@pytest.mark.django_db
def test_a_domain_that_answers_slowly_is_left_alone_while_others_go_on():
    run = Pacing(timezone.now())
    slow, other, code = (
        pacing.Parcel(mail=Mail(kind=kind), digest="", domain=domain, packed=b"")
        for domain, kind in (("a.example", "note"), ("b.example", "note"), ("a.example", "direct"))
    )
    run.note_answer(slow, Reply(Stage.DOT, None, ""), 20.0)
    go, later = run.sort([slow, other, code])
    assert go == [other, code]
    [(until, held)] = later.items()
    assert held == [slow]
    assert until > timezone.now() + timedelta(minutes=4)


@pytest.mark.django_db
def test_a_server_that_never_answers_for_a_domain_costs_one_time_out(smtp, settings, monkeypatch):
    settings.EMAIL_TIMEOUT = 0.3
    monkeypatch.setattr(pacing, "SLOW_SECONDS", 0.2)
    smtp.fault = lambda address: "hang" if address.endswith("@stuck.example") else ""
    for number in range(15):
        write(number, "stuck.example")
    for number in range(15):
        write(number, "other.example")
    send_due(now=timezone.now())
    assert sum("other" in mail.to for mail in smtp.accepted) == 15
    assert Mail.objects.filter(state="uncertain").count() == 1
    assert Mail.objects.filter(state="planned", attempts=0).count() == 14


@pytest.mark.django_db
def test_a_domain_is_kept_as_a_hash(settings, smtp):
    settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN = 60
    write(1, "ada-family.example")
    send_due(now=timezone.now())
    assert "family" not in str(list(Allowance.objects.values()))


@pytest.mark.django_db
def test_the_bucket_asks_the_database_for_the_time(settings, smtp):
    settings.MAIL_PER_MINUTE = 60
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        write(1, expires_at=timezone.now() + timedelta(days=1))
        send_due(now=timezone.now())
    assert Allowance.objects.get().tokens <= 10
