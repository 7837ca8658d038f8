"""A broker that needs no server: kombu's file-system transport with whole files only.

kombu writes a message into the very folder its consumers list; one that looks at the wrong moment reads half a file
and the worker dies. It writes its table of bindings the same way. Here everything appears by rename, a message is taken
by rename, and one that does not parse is set aside.
"""

import fcntl
import os
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen: dict[str, deque[str]] = {}

    # Messages ---------------------------------------------------------------------------------------------------

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # The wall clock, not the monotonic one: messages of before a restart of the machine come first.
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write_whole(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in self._next_names(queue):
            taken = Path(self.processed_folder, name)
            try:
                Path(self.data_folder_in, name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            payload = _read_message(taken)
            if payload is not None:
                taken.unlink()
                return payload
            taken.rename(taken.with_suffix(".bad"))
        raise Empty

    def _next_names(self, queue: str) -> Iterator[str]:
        """What the last look showed, then one fresh look: a long queue is not listed again for every message."""
        seen = self._seen.setdefault(queue, deque())
        is_fresh = not seen
        if is_fresh:
            seen.extend(self._waiting(queue))
        while seen:
            yield seen.popleft()
        if not is_fresh:
            seen.extend(self._waiting(queue))
            while seen:
                yield seen.popleft()

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        names = self._waiting(queue)
        for name in names:
            Path(self.data_folder_in, name).unlink(missing_ok=True)
        return len(names)

    def _waiting(self, queue: str) -> list[str]:
        try:
            names = os.listdir(self.data_folder_in)  # noqa: PTH208 (names only, and many of them)
        except OSError:
            return []  # the folder is away: a worker waits for it to come back
        return sorted(name for name in names if name[0] != "." and name.partition(".")[2] == f"{queue}.msg")

    # The table of bindings, for messages to all workers ----------------------------------------------------------

    def get_table(self, exchange: str) -> list[Any]:
        try:
            rows = loads(self._file_of(exchange).read_bytes())
        except FileNotFoundError:
            return []
        return [exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table(exchange) as rows:
            if row not in rows:
                rows.insert(0, row)

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table(exchange) as rows:
            if row in rows:
                rows.remove(row)

    def _file_of(self, exchange: str) -> Path:
        path: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # refuses names that are paths
        return path

    @contextmanager
    def _table(self, exchange: str) -> Iterator[list[Any]]:
        """The bindings to be changed in place; one process at a time, and readers see the old table or the new one."""
        file = self._file_of(exchange)
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = self.get_table(exchange)
            before = list(rows)
            yield rows
            if rows != before:
                _write_whole(file, dumps(rows))


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # Its own memory of bindings: kombu shares one between all folders, and forgets to write the second folder's.
        self.state = virtual.BrokerState()


def register() -> None:
    TRANSPORT_ALIASES["localfs"] = "common.localfs:Transport"


def _write_whole(path: Path, content: str) -> None:
    hidden = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    hidden.write_bytes(content.encode())
    hidden.rename(path)


def _read_message(path: Path) -> Any:
    """The message, or None for a file that is not one."""
    try:
        payload = loads(path.read_bytes())
        return payload if "delivery_tag" in payload["properties"] else None
    except (ValueError, TypeError, LookupError):
        return None
