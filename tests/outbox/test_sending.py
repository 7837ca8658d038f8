"""From a row to a mail that a real server has taken, and every way it can go wrong."""

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from outbox import services
from outbox.models import Mail, Suppression
from outbox.rules import Message, Skip, Wait
from outbox.services import claiming, enqueue, reap, send_due, sending

pytestmark = pytest.mark.django_db


def write(to: str = "ada@example.org", *, name: str = "", kind: str = "direct", **more) -> Mail:
    mail = enqueue(
        unique_key=name or f"hello:{to}",
        kind=kind,
        keys={},
        sealed={"to": to, "subject": "A note you asked for", "text": "Your place is kept.\n"}
        | more.pop("sealed", {}),
        **more,
    )
    assert mail is not None
    return mail


def run(*, after: timedelta = timedelta()) -> dict[str, int]:
    return send_due(now=timezone.now() + after)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Mail.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_mail_arrives_with_its_headers_and_is_blanked(smtp):
    mail = write(
        sealed={
            "html": "<style>p{color:#123456}</style><p>Grüße</p>",
            "headers": {"List-Unsubscribe": "<https://x.test/u>"},
        }
    )
    run()
    [taken] = smtp.accepted
    parsed = taken.parsed
    assert parsed["to"] == "ada@example.org"
    assert parsed["subject"] == "A note you asked for"
    assert parsed["auto-submitted"] == "auto-generated"
    assert parsed["list-unsubscribe"] == "<https://x.test/u>"
    assert parsed["message-id"].endswith("@127.0.0.1>")
    assert parsed.get_body(("plain",)).get_content().strip() == "Your place is kept."
    assert 'style="color: #123456' in parsed.get_body(("html",)).get_content()
    assert "Grüße" in parsed.get_body(("html",)).get_content()
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert mail.sent_at is not None
    assert mail.sealed is None
    assert mail.attempts == 1


def test_a_thousand_lines_starting_with_dots_arrive_unchanged(smtp):
    text = ".\n..\n.hidden\n" + "x" * 3000 + "\n"
    write(sealed={"text": text})
    run()
    assert smtp.accepted[0].parsed.get_body(("plain",)).get_content().replace("\r\n", "\n") == text


def test_many_mails_travel_on_one_connection_each_once(smtp):
    for number in range(25):
        write(f"p{number}@example.org")
    assert run()["sent"] == 25
    assert run() == {}
    assert sorted(smtp.addresses()) == sorted(f"p{n}@example.org" for n in range(25))
    assert smtp.connections == 1


def test_a_server_that_says_later_is_asked_later_and_not_more_than_five_times(smtp):
    smtp.fault = lambda address: "refuse"
    mail = write(expires_at=timezone.now() + timedelta(days=9))
    later = timedelta()
    for attempt in range(1, 6):
        assert run(after=later) == {"again": 1, "expired": 0} or Mail.objects.get().state == Mail.State.FAILED
        mail.refresh_from_db()
        assert mail.attempts == attempt
        assert run(after=later) == {}
        later += timedelta(hours=2)
    assert mail.state == Mail.State.FAILED
    assert "451" in mail.reason
    assert mail.sealed is None
    assert smtp.accepted == []


def test_a_refusal_that_passes_ends_in_a_mail(smtp):
    smtp.fault = lambda address: "greylist"
    write()
    run()
    smtp.fault = lambda address: ""
    run(after=timedelta(minutes=2))
    assert states() == {"sent": 1}
    assert len(smtp.accepted) == 1


def test_an_address_that_is_refused_twice_is_left_alone_but_for_what_its_owner_asks_for(smtp, settings):
    settings.MAIL_KINDS = {**settings.MAIL_KINDS, "reminder": settings.MAIL_KINDS["direct"]}
    settings.MAIL_KINDS_TOGETHER = {}
    smtp.fault = lambda address: "reject"
    first = write(name="1", kind="reminder")
    run()
    first.refresh_from_db()
    assert first.state == Mail.State.FAILED
    assert "550" in first.reason
    assert "ada@" not in first.reason
    assert not services.is_suppressed("ada@example.org")
    write(name="2", kind="reminder")
    run()
    assert services.is_suppressed(" Ada@Example.org ")
    assert "ada@" not in str(list(Suppression.objects.values()))
    smtp.fault = lambda address: ""
    write(name="3", kind="reminder")
    write(name="4", kind="direct")
    run()
    assert dict(Mail.objects.values_list("unique_key", "state")) == {
        "1": "failed", "2": "failed", "3": "skipped", "4": "sent",
    }  # fmt: skip


def test_only_refusals_in_a_row_suppress(smtp):
    for name, fault in (("1", "reject"), ("2", ""), ("3", "reject")):
        smtp.fault = lambda address, fault=fault: fault
        write(name=name)
        run()
    assert not services.is_suppressed("ada@example.org")


def test_refused_words_say_nothing_against_the_address(smtp):
    smtp.fault = lambda address: "spam"
    for name in "123":
        write(name=name)
        run()
    assert states() == {"failed": 3}
    assert not services.is_suppressed("ada@example.org")


def test_a_line_lost_after_the_dot_is_uncertain_and_not_sent_again(smtp):
    smtp.fault = lambda address: "drop" if address.startswith("p3") else ""
    for number in range(10):
        write(f"p{number}@example.org")
    run()
    assert states() == {"sent": 9, "uncertain": 1}
    run(after=timedelta(hours=40))
    assert len(smtp.accepted) == 10
    assert Mail.objects.get(state="uncertain").sealed is not None


def test_a_line_lost_before_the_words_is_tried_again(smtp):
    smtp.fault = lambda address: "cut" if address.startswith("p3") else ""
    for number in range(10):
        write(f"p{number}@example.org")
    run()
    assert states() == {"sent": 9, "planned": 1}
    smtp.fault = lambda address: ""
    run(after=timedelta(minutes=2))
    assert sorted(smtp.addresses()) == sorted(f"p{n}@example.org" for n in range(10))


def test_a_server_that_never_answers_the_dot_holds_up_nobody_else(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.fault = lambda address: "hang" if address.startswith("p1@") else ""
    for number in range(4):
        write(f"p{number}@example.org")
    run()
    assert states() == {"sent": 3, "uncertain": 1}
    assert len(smtp.accepted) == 4


def test_a_server_that_is_away_costs_no_attempt(smtp):
    smtp.stop()
    mail = write()
    assert run()["expired"] == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (Mail.State.PLANNED, 0)
    smtp.start()
    run()
    assert states() == {"sent": 1}


def test_a_server_that_goes_away_in_mid_batch_leaves_the_rest_waiting(smtp):
    def stop_at_the_fourth(address: str) -> str:
        if address.startswith("p3@"):
            smtp._loop.call_soon(smtp._end.set)
            return "cut"
        return ""

    smtp.fault = stop_at_the_fourth
    for number in range(25):
        write(f"p{number}@example.org")
    run()
    smtp.stop()
    assert states() == {"sent": 3, "planned": 22}
    smtp.fault = lambda address: ""
    smtp.start()
    run(after=timedelta(minutes=2))
    assert states() == {"sent": 25}
    assert len(set(smtp.addresses())) == len(smtp.accepted) == 25
    assert sorted(Mail.objects.values_list("attempts", flat=True))[-2:] == [1, 2]


def poison(keys: dict, now: datetime):
    if keys["to"].startswith("p2"):
        raise LookupError("the secret words of somebody")
    if keys["to"].startswith("p3"):
        return Message(to="a@b.test\nBcc: all@b.test", subject="x", text="x")
    if keys["to"].startswith("p4"):
        return Message(to="a@b.test", subject="x\r\nBcc: all@b.test", text="x")
    if keys["to"].startswith("p5"):
        return Message(to="a@b.test", subject="x", text="x", headers={"X-Y": "1\nBcc: all@b.test"})
    if keys["to"].startswith("p6"):
        return "not a message"
    return Message(to=keys["to"], subject="x", text="x")


def test_a_mail_that_cannot_be_worded_fails_alone_and_says_nothing_of_its_words(smtp, settings, caplog):
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.poison"}
    for number in range(12):
        write(f"p{number}x@example.org")
    write("other@example.org", kind="unheard-of")
    run()
    assert states() == {"sent": 7, "failed": 6}
    reasons = " ".join(Mail.objects.values_list("reason", flat=True))
    assert "LookupError" in reasons
    assert "secret" not in reasons + caplog.text
    assert all(b"Bcc" not in mail.content for mail in smtp.accepted)


def undecided(keys: dict, now: datetime):
    if keys["to"].startswith("stop"):
        return Skip("You asked for no more notes.")
    if keys["to"].startswith("wait"):
        return Wait(now + timedelta(hours=9))
    if keys["to"].startswith("past"):
        return Wait(now - timedelta(hours=9))
    return Wait(now + timedelta(days=9))


def changing(keys: dict, now: datetime) -> Message | Skip:
    """Somebody who stops while the first mails of their group are being handed over."""
    CHANGED[keys["to"]] = CHANGED.get(keys["to"], 0) + 1
    if keys["to"].startswith("stop") and CHANGED[keys["to"]] > 1:
        return Skip("You asked for no more notes.")
    to = "new@example.org" if keys["to"].startswith("move") and CHANGED[keys["to"]] > 1 else keys["to"]
    return Message(to=to, subject=keys["subject"], text=keys["text"])


CHANGED: dict[str, int] = {}


def test_a_decision_that_has_become_old_in_the_hand_is_asked_for_again(smtp, settings, monkeypatch):
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.changing"}
    monkeypatch.setattr(sending, "FRESH_SECONDS", -1.0)
    CHANGED.clear()
    for name in ("stay", "stop", "move"):
        write(f"{name}@example.org", name=name)
    run()
    assert smtp.addresses() == ["stay@example.org"]
    assert states() == {"sent": 1, "planned": 2}
    assert set(Mail.objects.filter(state="planned").values_list("attempts", flat=True)) == {0}
    monkeypatch.setattr(sending, "FRESH_SECONDS", 60.0)
    run(after=timedelta(minutes=6))
    assert smtp.addresses() == ["stay@example.org", "new@example.org"]
    assert states() == {"sent": 2, "skipped": 1}


ASKED: list[int] = []


def together(many: list[dict], now: datetime) -> list[Message | None]:
    """Answers for all but one, and remembers how many it was asked about at once."""
    ASKED.append(len(many))
    if any("poison" in keys["name"] for keys in many):
        raise LookupError
    return [None if keys["name"] == "7" else by_name(keys, now) for keys in many]


def by_name(keys: dict, now: datetime) -> Message:
    return Message(to=f"p{keys['name']}@example.org", subject="x", text="x")


@pytest.mark.parametrize(
    ("stands_for", "poison", "asked"),
    [
        (60.0, None, [40]),  # all at once
        (-1.0, None, [40, 30, 20, 10]),  # what was asked is old when the next group's turn comes
        (60.0, 12, [40, 10, 10, 10, 10]),  # nobody answers beside the one that cannot be asked about
    ],
)
def test_a_batch_is_asked_together_and_fewer_where_that_does_not_work(
    smtp, settings, monkeypatch, stands_for: float, poison: int | None, asked: list[int]
):
    settings.MAIL_KINDS = {"group": "tests.outbox.test_sending.by_name"}
    settings.MAIL_KINDS_TOGETHER = {"group": "tests.outbox.test_sending.together"}
    monkeypatch.setattr(sending, "AHEAD_SECONDS", stands_for)
    ASKED.clear()
    for number in range(40):
        name = "poison" if number == poison else str(number)
        enqueue(unique_key=name, kind="group", keys={"name": name})
    run()
    assert asked == ASKED
    assert states() == {"sent": 40}
    assert len(set(smtp.addresses())) == 40


def test_every_mail_is_decided_again_just_before_it_leaves(smtp, settings):
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.undecided"}
    for name in ("stop", "wait", "past", "late"):
        write(f"{name}@example.org", name=name)
    run()
    rows = {mail.unique_key: mail for mail in Mail.objects.all()}
    assert rows["stop"].state == Mail.State.SKIPPED
    assert rows["stop"].reason == "You asked for no more notes."
    assert rows["stop"].sealed is None
    assert rows["wait"].state == rows["past"].state == Mail.State.PLANNED
    assert rows["wait"].not_before > timezone.now() + timedelta(hours=8)
    assert rows["past"].not_before > timezone.now()
    assert rows["late"].state == Mail.State.EXPIRED
    assert smtp.accepted == []


def unsubscribing(keys: dict, now: datetime):
    """Ada stops her notes while the group is being put into words."""
    services.drop_waiting(recipient_key=uuid.UUID(int=7), reason="You asked for no more notes.")
    return Message(to=keys["to"], subject="x", text="x")


def test_who_unsubscribes_while_the_group_is_prepared_gets_nothing(smtp, settings):
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.unsubscribing"}
    write("ada@example.org", recipient_key=uuid.UUID(int=7))
    write("bo@example.org", recipient_key=uuid.UUID(int=8))
    run()
    assert smtp.addresses() == ["bo@example.org"]
    assert Mail.objects.get(recipient_key=uuid.UUID(int=7)).state == Mail.State.SKIPPED


def test_a_mail_that_would_come_too_late_is_not_sent(smtp):
    mail = write(expires_at=timezone.now() + timedelta(hours=1))
    assert run(after=timedelta(hours=2))["expired"] == 1
    mail.refresh_from_db()
    assert mail.state == Mail.State.EXPIRED
    assert mail.sealed is None
    assert smtp.accepted == []


def lose_lease(**states: str) -> None:
    Mail.objects.filter(**states).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_lost_its_lease_may_not_begin(smtp):
    write()
    owner = uuid.uuid4()
    mails = claiming.claim(owner=owner, now=timezone.now())
    lose_lease()
    assert claiming.begin(owner=owner, mails=mails, now=timezone.now()) == set()
    assert reap(now=timezone.now())["given_back"] == 1
    assert run()["sent"] == 1


def test_what_a_dead_worker_was_handing_over_is_uncertain(smtp):
    for number in range(3):
        write(f"p{number}@example.org")
    owner = uuid.uuid4()
    mails = claiming.claim(owner=owner, now=timezone.now())
    claiming.begin(owner=owner, mails=mails[:2], now=timezone.now())
    assert reap(now=timezone.now()) == {"given_back": 0, "uncertain": 0, "expired": 0}
    lose_lease()
    assert reap(now=timezone.now()) == {"given_back": 1, "uncertain": 2, "expired": 0}
    run()
    assert states() == {"uncertain": 2, "sent": 1}


def test_a_worker_that_was_merely_slow_may_still_tell_the_truth_and_nobody_else_may():
    write()
    owner = uuid.uuid4()
    mails = claiming.claim(owner=owner, now=timezone.now())
    claiming.begin(owner=owner, mails=mails, now=timezone.now())
    lose_lease()
    reap(now=timezone.now())
    sent = [claiming.Result(mails[0], claiming.Verdict.SENT)]
    claiming.finish(owner=uuid.uuid4(), results=sent, now=timezone.now())
    assert states() == {"uncertain": 1}
    claiming.finish(owner=owner, results=sent, now=timezone.now())
    assert states() == {"sent": 1}


def test_sealed_words_of_an_uncertain_mail_go_when_it_expires(smtp):
    smtp.fault = lambda address: "drop"
    mail = write(expires_at=timezone.now() + timedelta(hours=1))
    run()
    reap(now=timezone.now() + timedelta(hours=2))
    mail.refresh_from_db()
    assert mail.state == Mail.State.UNCERTAIN
    assert mail.sealed is None


def test_the_same_mail_has_the_same_message_id_however_often_it_is_tried(smtp):
    seen = []
    smtp.fault = lambda address: "drop"
    write(name="once")
    run()
    seen.append(smtp.accepted[-1].message_id)
    Mail.objects.all().delete()
    smtp.fault = lambda address: ""
    write(name="once")
    run()
    seen.append(smtp.accepted[-1].message_id)
    assert seen[0] == seen[1]


def test_other_backends_get_the_same_mail(settings, mailoutbox):
    write(sealed={"html": "<p>Hello</p>", "headers": {"List-Unsubscribe": "<https://x.test/u>"}})
    run()
    [mail] = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.extra_headers["List-Unsubscribe"] == "<https://x.test/u>"
    assert "@127.0.0.1>" in mail.extra_headers["Message-ID"]
    assert states() == {"sent": 1}


def late_asker(keys: dict, now: datetime):
    """While the first mail is being worded, another thread is asked to send one more."""
    if keys["to"].startswith("first"):
        write("second@example.org")
        thread = threading.Thread(target=ask_and_close)
        thread.start()
        thread.join(10)
    return Message(to=keys["to"], subject="x", text="x")


def ask_and_close() -> None:
    assert services.take_turn(now=timezone.now()) == {}


def test_one_thread_of_a_process_sends_and_goes_round_again_for_who_asked_meanwhile(smtp, settings):
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.late_asker"}
    write("first@example.org")
    assert services.take_turn(now=timezone.now())["sent"] == 2
    assert smtp.addresses() == ["first@example.org", "second@example.org"]


def test_refusals_are_remembered_also_when_others_are(smtp):
    services.suppress(address="old@example.org", now=timezone.now())
    write("ada@example.org")
    write("old@example.org")
    assert run()["sent"] == 2  # what its owner asked for a moment ago is not held back


def from_a_database_that_is_away(keys: dict, now: datetime):
    if keys["to"].startswith("p12"):
        raise OperationalError
    return Message(to=keys["to"], subject="x", text="x")


def test_a_database_that_goes_away_between_two_groups_loses_no_answer_and_blames_no_mail(smtp, settings):
    kinds = settings.MAIL_KINDS
    settings.MAIL_KINDS = {"direct": "tests.outbox.test_sending.from_a_database_that_is_away"}
    for number in range(15):
        write(f"p{number}@example.org")
    with pytest.raises(OperationalError):
        run()
    assert states() == {"sent": 10, "claimed": 5}
    settings.MAIL_KINDS = kinds
    lose_lease(state="claimed")
    reap(now=timezone.now())
    run()
    assert states() == {"sent": 15}
    assert len(set(smtp.addresses())) == len(smtp.accepted) == 15
