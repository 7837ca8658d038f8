"""A ZIP that is never whole in this process: each piece leaves as soon as it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Held:
    """A file to pack: its path in the ZIP, and its words piece by piece."""

    path: str
    words: Iterable[str]


class _Pipe(io.RawIOBase):
    """Takes what the packer writes and hands it on; it cannot go back, and the packer knows."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zipped(files: Iterable[Held], *, made_at: datetime) -> Iterator[bytes]:
    """The bytes of the ZIP in order. Times inside are those of `made_at`'s own zone."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in files:
            info = zipfile.ZipInfo(file.path, date_time=made_at.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            with whole.open(info, "w") as packed:
                for words in file.words:
                    packed.write(words.encode())
                    yield pipe.taken()
    yield pipe.taken()
