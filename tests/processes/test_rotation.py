"""Keys in real processes: changed while people write, and asked for before anything starts."""

import base64
import os
import subprocess
import sys

import pytest

from tests.processes.conftest import Stack
from tests.processes.product import start_notebook
from tools.product import CELERY, ROOT, Running, manage, product_env
from tools.servers import free_port
from tools.waiting import eventually

pytestmark = pytest.mark.processes
PAGES = 1500


def a_key(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


OLD, NEW = a_key("k1"), a_key("k2")


# Changing keys ------------------------------------------------------------------------------------------------


def test_keys_change_while_people_write_and_the_change_is_killed_half_way(stack: Stack):
    with start_notebook({**stack.env, "ENCRYPTION_KEYS": OLD}) as before:
        before.ask("fill", count=PAGES)
        pages = before.ask("read")
    both = {**stack.env, "ENCRYPTION_KEYS": f"{NEW},{OLD}"}
    with start_notebook(both) as writer:
        assert writer.ask("needing_old_keys") == PAGES
        writer.ask("begin_writing")
        eventually(lambda: writer.ask("saves") > 20)
        kill_half_way(both, writer)
        said = manage(both, "rotate_keys")
        so_far = writer.ask("saves")
        eventually(lambda: writer.ask("saves") > so_far + 20)
        written = writer.ask("end_writing")
    assert written["errors"] == []
    assert "Every row is sealed with the first key." in manage(both, "rotate_keys", "--dry-run")
    assert "page 7" not in said
    with start_notebook({**stack.env, "ENCRYPTION_KEYS": NEW}) as after:
        assert after.ask("read") == {**pages, **written["last"]}


def kill_half_way(env: dict[str, str], page: Running) -> None:
    rotation = Running("manage.py", "rotate_keys", "--batch", "20", env=env)
    try:
        eventually(lambda: page.ask("needing_old_keys") < PAGES - 100, within=60)
        rotation.kill()
    finally:
        rotation.end()
    assert 0 < page.ask("needing_old_keys") < PAGES


# Starting -----------------------------------------------------------------------------------------------------


def gunicorn(*options: str) -> tuple[str, ...]:
    address = ("--bind", f"127.0.0.1:{free_port()}", "--no-control-socket")
    return ("-m", "gunicorn", "config.wsgi", *address, *options)


STARTS: dict[str, tuple[str, ...]] = {
    "web": gunicorn("--preload", "--workers", "2", "--worker-class", "gthread"),
    "web, loaded in its worker": gunicorn("--workers", "1", "--worker-class", "gthread"),
    "worker": (*CELERY, "worker", "--pool", "threads", "-c", "1", "--without-gossip", "--without-mingle"),
    "beat": (*CELERY, "beat", "--pidfile", ""),
    "tick": ("manage.py", "tick"),
}
RINGS = {"missing": NEW, "is not the one": a_key("k1")}


@pytest.fixture(scope="module")
def sealed_env(migrated_file, tmp_path_factory) -> dict[str, str]:
    """A database that k1 has proven itself to."""
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "alder.sqlite3").write_bytes(migrated_file.read_bytes())
    env = product_env(folder, ENCRYPTION_KEYS=OLD)
    manage(env, "tick")
    return env


@pytest.mark.parametrize("start", STARTS)
def test_nothing_starts_without_the_key_and_says_so_in_one_sentence(start: str, sealed_env: dict[str, str]):
    for number, (words, ring) in enumerate(RINGS.items()):
        if number and start != "web":
            continue  # one way of being wrong is enough to see that the question is asked
        code, said = outcome(STARTS[start], {**sealed_env, "ENCRYPTION_KEYS": ring})
        assert code == 3, said
        assert "The encryption key “k1” " in said
        assert words in said
        assert "docs/operating.md" in said
        assert "Traceback" not in said
        assert ring.partition(":")[2] not in said


@pytest.mark.parametrize("command", ["check", "showmigrations", "migrate -v0"])
def test_what_prepares_a_database_needs_no_keys(command: str, sealed_env: dict[str, str]):
    """That it runs without a database, too, is seen wherever a test makes one."""
    code, said = outcome(("manage.py", *command.split()), {**sealed_env, "ENCRYPTION_KEYS": NEW})
    assert code == 0, said


def test_without_a_database_the_proof_waits_for_the_next_connection(sealed_env: dict[str, str], tmp_path):
    script = """
import os, shutil
from django.db import connections
from common import keys
keys.prove_or_exit()  # no database there yet
print("still here", flush=True)
shutil.copytree(os.environ["SEALED"], os.environ["DATA_DIR"] + "/late")
connections["default"].ensure_connection()
print("too far", flush=True)
"""
    late = {"DATABASE_URL": f"sqlite:///{tmp_path}/late/alder.sqlite3", "SEALED": sealed_env["DATA_DIR"]}
    code, said = outcome(("-c", script), product_env(tmp_path, ENCRYPTION_KEYS=NEW, **late))
    assert code == 3, said
    assert "still here" in said
    assert "“k1” is missing" in said
    assert "too far" not in said


def outcome(arguments: tuple[str, ...], env: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
