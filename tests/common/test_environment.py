"""A wrong or missing value stops the start with a sentence that names the variable."""

import base64
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anymail.signals import tracking
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

from common.environment import MAIL_NEWS_SECRETS, SQLITE_OPTIONS, Reader
from outbox.http import WEBHOOKS
from tests.house.reading import ROOT

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(1, 33))).decode()
Read = Callable[[Reader], Any]

REFUSED: list[tuple[str, str, Read]] = [
    (
        "DEPLOYMENT",
        "staging",
        lambda r: r.choice("DEPLOYMENT", default="local", choices=("local", "production")),
    ),
    ("BEHIND_TLS_PROXY", "perhaps", lambda r: r.flag("BEHIND_TLS_PROXY", default=False)),
    ("TRUSTED_PROXY_COUNT", "-1", lambda r: r.count("TRUSTED_PROXY_COUNT", default=0)),
    ("TRUSTED_PROXY_COUNT", "²", lambda r: r.count("TRUSTED_PROXY_COUNT", default=0)),
    ("PORT", "0", lambda r: r.port("PORT", default=8000)),
    ("PORT", "70000", lambda r: r.port("PORT", default=8000)),
    ("PORT", "eight", lambda r: r.port("PORT", default=8000)),
    ("SITE_URL", "learn.example.org", lambda r: r.origin("SITE_URL", default=None)),
    ("SITE_URL", "https://learn.example.org/path", lambda r: r.origin("SITE_URL", default=None)),
    ("SITE_URL", "javascript:alert(1)", lambda r: r.origin("SITE_URL", default=None)),
    ("DATA_DIR", "/dev/null/alder", lambda r: r.directory("DATA_DIR", default=Path("/x"))),
    ("DEFAULT_TIME_ZONE", "Mars/Base", lambda r: r.time_zone("DEFAULT_TIME_ZONE", default="UTC")),
    ("DEFAULT_TIME_ZONE", "../etc/passwd", lambda r: r.time_zone("DEFAULT_TIME_ZONE", default="UTC")),
    ("SECRET_KEY", "short", lambda r: r.secret("SECRET_KEY", keep_in=None)),
    ("ENCRYPTION_KEYS", "k1:not base64", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", "k1:AAAA", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", KEY, lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", f"k1:{KEY},k1:{OTHER}", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", f"k1:{KEY},k2:{KEY}", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", f"clé:{KEY}", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", f"a-very-long-id:{KEY}", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("ENCRYPTION_KEYS", ",", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("DATABASE_URL", "mysql://host/name", lambda r: r.database("DATABASE_URL", default="")),
    ("DATABASE_URL", "alder.sqlite3", lambda r: r.database("DATABASE_URL", default="")),
    ("CACHE_URL", "locmem://", lambda r: r.cache("CACHE_URL", default="dbcache://cache")),
    ("BROKER_URL", "amqp://localhost", lambda r: r.broker("BROKER_URL", default="localfs://")),
    ("SITE_URL", "http://learn.example.org", lambda r: r.origin("SITE_URL", default=None, secure=True)),
    ("EMAIL_URL", "mailbox://", lambda r: r.mail("EMAIL_URL", default=None, mailbox=False)),
    ("METRICS_TOKEN", "short", lambda r: r.token("METRICS_TOKEN")),
    ("METRICS_TOKEN", "a token with blanks of some length", lambda r: r.token("METRICS_TOKEN")),
    ("METRICS_TOKEN", "clé-d'une-longueur-honnête-et-plus", lambda r: r.token("METRICS_TOKEN")),
    ("MAIL_NEWS", "carrier-pigeon:" + "x" * 40, lambda r: r.mail_news("MAIL_NEWS")),
    ("MAIL_NEWS", "mailgun", lambda r: r.mail_news("MAIL_NEWS")),
    ("MAIL_NEWS", "mailgun:hunter2", lambda r: r.mail_news("MAIL_NEWS")),
    ("MAIL_NEWS", "postmark:" + "x" * 40, lambda r: r.mail_news("MAIL_NEWS")),
    ("MAIL_PER_MINUTE", "-1", lambda r: r.count("MAIL_PER_MINUTE", default=0)),
    ("WAY_BACK_HOURS", "0", lambda r: r.hours("WAY_BACK_HOURS", default=72, least=24)),
    ("CONTACT_EMAIL", "not an address", lambda r: r.address("CONTACT_EMAIL", default="")),
    ("SECURITY_CONTACT", "hello@example.org", lambda r: r.contact("SECURITY_CONTACT", default="")),
    ("EMAIL_URL", "pop3://host", lambda r: r.mail("EMAIL_URL", default="mailbox://")),
]
NEEDED: list[tuple[str, Read]] = [
    ("SITE_URL", lambda r: r.origin("SITE_URL", default=None)),
    ("ALLOWED_HOSTS", lambda r: r.names("ALLOWED_HOSTS", default=None)),
    ("SECRET_KEY", lambda r: r.secret("SECRET_KEY", keep_in=None)),
    ("ENCRYPTION_KEYS", lambda r: r.keyring("ENCRYPTION_KEYS", keep_in=None)),
    ("EMAIL_URL", lambda r: r.mail("EMAIL_URL", default=None)),
    ("FROM_EMAIL", lambda r: r.text("FROM_EMAIL", default=None)),
]


@pytest.mark.parametrize(("name", "value", "read"), REFUSED)
def test_a_value_that_makes_no_sense_is_refused_by_name(name: str, value: str, read: Read):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(Reader({name: value}))
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert sentence.endswith((".", ")"))


@pytest.mark.parametrize(("name", "read"), NEEDED)
@pytest.mark.parametrize("given", [{}, {"blank": ""}])
def test_a_value_that_must_be_given_is_asked_for_by_name(name: str, read: Read, given: dict[str, str]):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is missing. Set it in the environment"):
        read(Reader({name: "  "} if given else {}))


def test_what_is_not_there_unless_set_may_be_left_out():
    assert Reader({}).token("METRICS_TOKEN") == ""
    assert Reader({}).mail_news("MAIL_NEWS") == ("", {})


def test_the_provider_whose_news_are_heard_is_given_with_its_secret():
    signed = Reader({"MAIL_NEWS": f"mailgun:{'k' * 32}"}).mail_news("MAIL_NEWS")
    assert signed == ("mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": "k" * 32})
    password = Reader({"MAIL_NEWS": f"postmark:post:{'p' * 32}"}).mail_news("MAIL_NEWS")
    assert password == ("postmark", {"WEBHOOK_SECRET": f"post:{'p' * 32}"})


def test_every_provider_that_may_be_named_is_one_whose_news_can_be_heard():
    assert set(WEBHOOKS) == set(MAIL_NEWS_SECRETS)
    for view in WEBHOOKS.values():
        assert import_string(view).signal is tracking


@pytest.mark.parametrize(
    "secret", ["SECRET_KEY", "ENCRYPTION_KEYS", "DATABASE_URL", "EMAIL_URL", "MAIL_NEWS"]
)
def test_a_refusal_never_repeats_a_secret(secret: str):
    value = {
        "DATABASE_URL": "mysql://u:hunter2@h/n",
        "EMAIL_URL": "pop3://u:hunter2@h",
        "MAIL_NEWS": "x:hunter2",
    }.get(secret, "hunter2")
    read = next(read for name, _, read in REFUSED if name == secret)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(Reader({secret: value}))
    assert "hunter2" not in str(refusal.value)


def test_what_makes_sense_is_read(tmp_path: Path):
    reader = Reader({"PORT": "9000", "BEHIND_TLS_PROXY": "Yes", "ALLOWED_HOSTS": "a.example, b.example,"})
    assert reader.port("PORT", default=1) == 9000
    assert reader.flag("BEHIND_TLS_PROXY", default=False)
    assert reader.names("ALLOWED_HOSTS", default=None) == ["a.example", "b.example"]
    assert reader.directory("DATA_DIR", default=tmp_path / "new").is_dir()
    assert Reader({"K": f"k2:{KEY}, k1:{OTHER}"}).keyring("K", keep_in=None)[0][0] == "k2"


def test_sqlite_is_tuned_so_that_a_power_cut_undoes_nothing():
    config = Reader({}).database("DATABASE_URL", default="sqlite:////tmp/x.sqlite3")
    assert config["OPTIONS"] == SQLITE_OPTIONS
    assert "synchronous=FULL" in config["OPTIONS"]["init_command"]
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server is tuned elsewhere")
@pytest.mark.parametrize(
    ("name", "value"), [("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_a_living_connection_says_that_it_is_tuned(name: str, value: int):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {name}").fetchone() == (value,)


@pytest.mark.parametrize(
    "make",
    [lambda r, p: r.secret("SECRET_KEY", keep_in=p), lambda r, p: r.keyring("ENCRYPTION_KEYS", keep_in=p)],
)
def test_a_key_of_this_machine_is_made_once_and_only_its_owner_can_read_it(make: Any, tmp_path: Path):
    path = tmp_path / "keys" / "key"
    old = os.umask(0)
    try:
        first = make(Reader({}), path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert make(Reader({}), path) == first


def test_a_key_from_the_environment_is_preferred_and_writes_no_file(tmp_path: Path):
    Reader({"SECRET_KEY": "x" * 60}).secret("SECRET_KEY", keep_in=tmp_path / "key")
    assert not (tmp_path / "key").exists()


@pytest.mark.processes
@pytest.mark.parametrize("program", ["manage.py check", "manage.py tick", "-m celery -A config beat"])
def test_production_does_not_start_without_its_settings(program: str, tmp_path: Path):
    """One sentence is all that the operator sees, whichever program refuses."""
    environment = {"PATH": os.environ["PATH"], "DEPLOYMENT": "production", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *program.split()],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == (
        "SITE_URL is missing. Set it in the environment; docs/operating.md says what it means.\n"
    )
    assert not (tmp_path / "keys").exists()


@pytest.mark.processes
def test_settings_that_build_on_ours_are_read_whole(tmp_path: Path):
    """Those of the drills, or of an operator: while they import ours, nothing may look at them half-read."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "drills.settings",
    }
    asked = "from config.celery import app; print(app.conf.beat_schedule['send']['schedule'])"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "1.0\n", "")
