"""A broker that needs no server: kombu's file-system transport with whole files only.

kombu writes a message into the very folder its consumers list; one that looks at the wrong moment reads half a file
and the worker dies. Here a message appears by rename, is taken by rename, and one that does not parse is set aside.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import bytes_to_str
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **_: Any) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        folder = Path(self.data_folder_out)
        hidden = folder / f".{name}.tmp"
        hidden.write_bytes(dumps(message).encode())
        hidden.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in self._waiting(queue):
            taken = Path(self.processed_folder) / name
            try:
                Path(self.data_folder_in, name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            try:
                payload = loads(bytes_to_str(taken.read_bytes()))
            except ValueError:
                taken.rename(taken.with_suffix(".bad"))
                continue
            taken.unlink()
            return payload
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        names = self._waiting(queue)
        for name in names:
            Path(self.data_folder_in, name).unlink(missing_ok=True)
        return len(names)

    def _waiting(self, queue: str) -> list[str]:
        ending = f".{queue}.msg"
        names = os.listdir(self.data_folder_in)  # noqa: PTH208 (names only, and many of them)
        return sorted(name for name in names if name.endswith(ending) and not name.startswith("."))


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    TRANSPORT_ALIASES["localfs"] = "common.localfs:Transport"
