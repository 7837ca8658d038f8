"""The broker of files: nothing lost, nothing doubled, nothing half-read."""

import multiprocessing
import time
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

from common import localfs
from common.environment import broker_options

MESSAGES_EACH = 1000
QUEUE = Queue("celery", Exchange("celery"), routing_key="celery")
spawn = multiprocessing.get_context("spawn")


def connection(folder: Path) -> Connection:
    localfs.register()
    return Connection("localfs://", transport_options=broker_options("localfs://", folder))


def produce(folder: Path, name: str) -> None:
    with connection(folder) as line, line.Producer() as producer:
        for number in range(MESSAGES_EACH):
            producer.publish(
                {"name": f"{name}{number}"},
                exchange=QUEUE.exchange,
                routing_key="celery",
                declare=[QUEUE] if number == 0 else [],
            )


def consume(folder: Path, seen: Path) -> None:
    """Write down every name until an empty last word arrives."""
    with connection(folder) as line, line.channel() as channel, seen.open("w", buffering=1) as notes:
        bound = QUEUE(channel)
        bound.declare()
        quiet_since = time.monotonic()
        while time.monotonic() < quiet_since + 10:
            message = bound.get(no_ack=True)
            if message is None:
                continue
            quiet_since = time.monotonic()
            if message.payload["name"] == "end":
                return
            notes.write(message.payload["name"] + "\n")


def start(target, *arguments) -> multiprocessing.Process:
    process = spawn.Process(target=target, args=arguments)
    process.start()
    return process


@pytest.mark.processes
def test_two_producers_and_two_consumers_lose_and_double_nothing(tmp_path):
    notes = [tmp_path / "seen-1", tmp_path / "seen-2"]
    consumers = [start(consume, tmp_path / "broker", path) for path in notes]
    producers = [start(produce, tmp_path / "broker", name) for name in "ab"]
    for process in producers:
        process.join(60)
    with connection(tmp_path / "broker") as line, line.Producer() as producer:
        for _ in consumers:
            producer.publish({"name": "end"}, exchange=QUEUE.exchange, routing_key="celery", declare=[QUEUE])
    for process in consumers:
        process.join(60)
    assert [process.exitcode for process in producers + consumers] == [0, 0, 0, 0]
    seen = Counter(name for path in notes for name in path.read_text().split())
    assert set(seen.values()) == {1}
    assert len(seen) == 2 * MESSAGES_EACH
    assert [path for folder in ("queue", "taken") for path in (tmp_path / "broker" / folder).iterdir()] == []


@pytest.mark.parametrize(
    "content", [b"", b'{"body": "half', b"\xff\xfe", b"[]", b"null", b'{"properties": {}}', b'"text"']
)
def test_a_file_that_is_no_message_is_set_aside_and_the_next_one_is_read(tmp_path, content):
    with connection(tmp_path) as line, line.channel() as channel:
        bound = QUEUE(channel)
        bound.declare()
        (tmp_path / "queue" / "00000000000000000001_x.celery.msg").write_bytes(content)
        line.Producer(channel).publish({"name": "whole"}, exchange=QUEUE.exchange, routing_key="celery")
        assert bound.get(no_ack=True).payload == {"name": "whole"}
        assert bound.get(no_ack=True) is None
    assert [path.suffix for path in (tmp_path / "taken").iterdir()] == [".bad"]


def test_a_message_still_being_written_is_not_seen(tmp_path):
    with connection(tmp_path) as line, line.channel() as channel:
        (tmp_path / "queue" / ".00000000000000000001_x.celery.msg.1.tmp").write_bytes(b"{")
        with pytest.raises(Empty):
            channel._get("celery")
        assert channel._size("celery") == 0


def test_messages_come_in_the_order_they_were_sent_and_only_from_their_own_queue(tmp_path):
    with connection(tmp_path) as line, line.channel() as channel:
        for number in range(30):
            channel._put("celery", {"properties": {"delivery_tag": number}})
            channel._put("other.celery", {"properties": {"delivery_tag": -1}})
        assert channel._size("celery") == 30
        assert [channel._get("celery")["properties"]["delivery_tag"] for _ in range(30)] == list(range(30))
        assert channel._purge("other.celery") == 30


def test_files_are_for_this_user_only(tmp_path):
    with connection(tmp_path / "broker") as line, line.channel() as channel:
        channel._put("celery", {"properties": {"delivery_tag": 1}})
        assert {path.stat().st_mode & 0o077 for path in (tmp_path / "broker").iterdir()} == {0}


def bind_many(folder: Path, name: str) -> None:
    with connection(folder) as line, line.channel() as channel:
        for number in range(100):
            channel._queue_bind("control", "", "", f"{name}{number}")
            channel.get_table("control")


@pytest.mark.processes
def test_bindings_made_at_the_same_moment_are_all_kept(tmp_path):
    binders = [start(bind_many, tmp_path, name) for name in "ab"]
    for process in binders:
        process.join(60)
    with connection(tmp_path) as line, line.channel() as channel:
        assert [process.exitcode for process in binders] == [0, 0]
        assert len(channel.get_table("control")) == 200
        channel._delete("a7", "control", "", "")
        assert "a7" not in {row.queue for row in channel.get_table("control")}
