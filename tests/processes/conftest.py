"""The two ways the product is run: files only, and with real servers."""

import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tools import servers
from tools.brokers import Broker, valkey
from tools.product import manage, product_env
from tools.smtp import Smtp


@dataclass
class Stack:
    """An environment for the product's processes, its broker and the mail server it sends to."""

    env: dict[str, str]
    broker: Broker
    smtp: Smtp


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Not under pytest's own folder: that one is closed to the user PostgreSQL runs as when we are root."""
    with tempfile.TemporaryDirectory(prefix="alder-pg-") as folder:
        Path(folder).chmod(0o755)
        with servers.postgres(Path(folder, "data")) as url:
            yield url


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    with servers.valkey() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory) -> Path:
    """An SQLite file with every table, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    manage(product_env(folder), "migrate", "-v0")
    return folder / "alder.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url, tmp_path_factory) -> str:
    """A PostgreSQL database with every table, to be used as a template."""
    url = _new_database(postgres_url, "alder_template")
    manage(product_env(tmp_path_factory.mktemp("template"), DATABASE_URL=url), "migrate", "-v0")
    return "alder_template"


@pytest.fixture(params=["files", "servers"])
def stack(request, tmp_path) -> Iterator[Stack]:
    """Both ways: localfs and SQLite; Valkey and PostgreSQL."""
    make = {"files": _files, "servers": _servers}[request.param]
    with Smtp() as smtp, make(request, tmp_path, smtp) as stack:
        yield stack


@pytest.fixture
def files_stack(request, tmp_path) -> Iterator[Stack]:
    with Smtp() as smtp, _files(request, tmp_path, smtp) as stack:
        yield stack


@pytest.fixture
def servers_stack(request, tmp_path) -> Iterator[Stack]:
    with Smtp() as smtp, _servers(request, tmp_path, smtp) as stack:
        yield stack


@contextlib.contextmanager
def _files(request, folder: Path, smtp: Smtp) -> Iterator[Stack]:
    shutil.copy(request.getfixturevalue("migrated_file"), folder / "alder.sqlite3")
    yield Stack(product_env(folder, EMAIL_URL=smtp.url), Broker(folder), smtp)


@contextlib.contextmanager
def _servers(request, folder: Path, smtp: Smtp) -> Iterator[Stack]:
    template = request.getfixturevalue("migrated_postgres")
    url = _new_database(
        request.getfixturevalue("postgres_url"), f"alder_{uuid.uuid4().hex[:8]}", template=template
    )
    with valkey() as broker:
        env = product_env(folder, EMAIL_URL=smtp.url, DATABASE_URL=url, BROKER_URL=broker.url)
        yield Stack(env, broker, smtp)


def _new_database(server_url: str, name: str, *, template: str = "template1") -> str:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return servers.database_address(server_url, name)
