"""Mail through real workers on both brokers and both databases, with everything going wrong in between."""

import contextlib
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.processes.conftest import Stack
from tests.processes.product import start_page
from tools.product import Running, manage, start_beat, start_worker
from tools.waiting import eventually

pytestmark = pytest.mark.processes
GROUP = 10


def all_sent(page: Running, count: int) -> bool:
    return Counter(page.ask("states").values()) == {"sent": count}


def test_mail_outlives_a_broker_that_goes_away_and_comes_back_empty(stack: Stack):
    with start_beat(stack.env), start_worker(stack.env) as worker, start_page(stack.env) as page:
        page.ask("enqueue", name="before", count=2)
        eventually(lambda: all_sent(page, 2), within=60)  # long before the first beat: the worker was woken
        stack.broker.go_away()
        assert page.ask("enqueue", name="during", count=3) < 5
        stack.broker.come_back()
        eventually(lambda: all_sent(page, 5), within=60)
        assert len(stack.smtp.accepted) == 5
        assert worker.is_running()
        assert not page.ask("health")["worker_silent"]


def test_workers_killed_in_mid_batch_double_and_lose_nothing(stack: Stack):
    with start_worker(stack.env) as first, start_worker(stack.env) as second, start_page(stack.env) as page:
        victims = {30: first, 80: second}

        def kill_in_mid_dialogue(_: str) -> str:
            for threshold in [number for number in victims if number <= len(stack.smtp.accepted)]:
                victims.pop(threshold).kill()
            return ""

        stack.smtp.fault = kill_in_mid_dialogue
        for name in "pq":
            page.ask("enqueue", name=name, count=120, together=True)
        eventually(lambda: not first.is_running(), within=60)
        page.ask("enqueue", name="nudge", count=2)  # for the other one, if it has not been woken yet
        eventually(lambda: not second.is_running(), within=60)
        page.ask("let_leases_run_out")
        with start_worker(stack.env):
            page.ask("enqueue", name="wake", count=1)
            eventually(lambda: set(page.ask("states").values()) <= {"sent", "uncertain"}, within=60)
        audit(stack, page, kills=2)


def audit(stack: Stack, page: Running, *, kills: int) -> None:
    """Compare what the mail server took with what the rows say."""
    taken = Counter(stack.smtp.addresses())
    rows = {key.replace(":", ".") + "@example.org": state for key, state in page.ask("states").items()}
    ended = Counter(rows.values())
    assert set(taken.values()) == {1}, "somebody was mailed twice"
    assert set(ended) <= {"sent", "uncertain"}, "somebody was lost"
    assert ended["uncertain"] <= GROUP * kills
    assert {address for address, state in rows.items() if state == "sent"} <= set(taken)
    assert set(taken) <= set(rows)
    assert len({mail.message_id for mail in stack.smtp.accepted}) == len(stack.smtp.accepted)


def test_several_senders_at_once_share_the_work(servers_stack: Stack):
    with start_page(servers_stack.env) as page:
        page.ask("enqueue", name="p", count=350, together=True)
        shares = page.ask("send_in_threads", count=3)
        assert sum(shares) == 350
        assert len([share for share in shares if share]) > 1
        audit(servers_stack, page, kills=0)


def test_mail_leaves_without_any_broker_by_a_command(files_stack: Stack):
    env = {**files_stack.env, "BROKER_URL": "redis://127.0.0.1:1/0"}  # nobody listens there
    with start_page(env) as page:
        assert page.ask("enqueue", name="ada", count=12) < 5
        assert "sent: 12" in manage(env, "tick")
        assert len(files_stack.smtp.accepted) == 12
        assert all_sent(page, 12)


def test_a_rehearsal_neither_waits_for_somebody_who_writes_nor_keeps_them_waiting(files_stack: Stack):
    folder = Path(files_stack.env["DATA_DIR"])
    with contextlib.closing(sqlite3.connect(folder / "alder.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        told = manage(files_stack.env, "reminders", "--on", "2027-03-28", "--dry-run")
    assert "nothing was written" in told
    assert not list(folder.glob("rehearsal-*"))
