"""Settings from the environment, each refused at start with a sentence that names the variable."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

CACHE_ENTRIES = 20_000  # of a table; there each limit of the entrance is one to three
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, not NORMAL: a power cut must never undo the row that says "this mail is being sent".
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        # secure_delete: what is deleted is overwritten, so that an erased person is not read from the file.
        "PRAGMA busy_timeout=20000; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
    ),
}
KEY_BYTES = 32
SECRET_LENGTH = 50
TOKEN_LENGTH = 24
# Which of anymail's settings checks a provider's webhooks. The first two sign them; the others send a password.
MAIL_NEWS_SECRETS = {
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "sendgrid": "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
    "brevo": "WEBHOOK_SECRET",
    "mailjet": "WEBHOOK_SECRET",
    "postmark": "WEBHOOK_SECRET",
    "sparkpost": "WEBHOOK_SECRET",
}


class Reader:
    """Reads one variable at a time; a default of None means the variable must be given."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self._env = environ.Env()
        if values is not None:
            self._env.ENVIRON = values
        else:
            self._env.ENVIRON = dict(os.environ)

    def text(self, name: str, *, default: str | None) -> str:
        value = str(self._env.ENVIRON.get(name, "")).strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(
                f"{name} is missing. Set it in the environment; docs/operating.md says what it means."
            )
        return default

    def choice(self, name: str, *, default: str, choices: Sequence[str]) -> str:
        value = self.text(name, default=default)
        if value not in choices:
            raise _refusal(name, value, f"one of: {', '.join(choices)}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default="true" if default else "false").lower()
        if value not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
            raise _refusal(name, value, "true or false")
        return value in {"true", "1", "yes", "on"}

    def count(self, name: str, *, default: int) -> int:
        value = self.text(name, default=str(default))
        if not value.isascii() or not value.isdigit():
            raise _refusal(name, value, "a whole number, 0 or more")
        return int(value)

    def hours(self, name: str, *, default: int, least: int) -> int:
        """A wait that somebody is meant to notice: shorter than `least` would be none."""
        value = self.count(name, default=default)
        if value < least:
            raise _refusal(name, str(value), f"a whole number of hours, {least} or more")
        return value

    def port(self, name: str, *, default: int) -> int:
        value = self.count(name, default=default)
        if not 1 <= value <= 65535:
            raise _refusal(name, str(value), "a port between 1 and 65535")
        return value

    def token(self, name: str) -> str:
        """A password for machines, or nothing: what it guards is then not there."""
        value = self.text(name, default="")
        if value and (len(value) < TOKEN_LENGTH or not value.isascii() or any(c.isspace() for c in value)):
            raise ImproperlyConfigured(
                f"{name} must be at least {TOKEN_LENGTH} random letters and digits, or be left out."
            )
        return value

    def mail_news(self, name: str) -> tuple[str, dict[str, str]]:
        """`name:secret` of the provider whose webhooks are heard: its name, and what anymail checks them with."""
        provider, _, secret = self.text(name, default="").partition(":")
        if provider and provider not in MAIL_NEWS_SECRETS:
            raise _refusal(name, provider, f"name:secret, with one of: {', '.join(MAIL_NEWS_SECRETS)}")
        if not provider:
            return "", {}
        setting = MAIL_NEWS_SECRETS[provider]
        is_password = setting == "WEBHOOK_SECRET"
        if len(secret) < TOKEN_LENGTH or (is_password and ":" not in secret):
            wanted = "name:user:password" if is_password else "name:secret"
            raise ImproperlyConfigured(
                f"{name} must be {wanted}, with at least {TOKEN_LENGTH} characters behind the provider's name."
            )
        return provider, {setting: secret}

    def address(self, name: str, *, default: str) -> str:
        """One email address, or nothing."""
        value = self.text(name, default=default)
        if value and not re.fullmatch(r"[^\s@<>,;\"]+@[A-Za-z0-9.-]+", value):
            raise _refusal(name, value, "one address such as hello@example.org")
        return value

    def contact(self, name: str, *, default: str) -> str:
        """Where to write about a weakness: an address that begins with https:, mailto: or tel:, or nothing."""
        value = self.text(name, default=default)
        if value and not re.fullmatch(r"(https://|mailto:|tel:)[^\s<>\"]+", value):
            raise _refusal(name, value, "https://…, mailto:… or tel:…")
        return value

    def names(self, name: str, *, default: list[str] | None) -> list[str]:
        value = self.text(name, default=None if default is None else ",".join(default))
        return [part.strip() for part in value.split(",") if part.strip()]

    def origin(self, name: str, *, default: str | None, path: bool = False, secure: bool = False) -> str:
        value = self.text(name, default=default).rstrip("/")
        parts = urlsplit(value)
        schemes = {"https"} if secure else {"http", "https"}
        if parts.scheme not in schemes or not parts.netloc or (parts.path and not path):
            raise _refusal(name, value, "an address such as https://learn.example.org")
        return value

    def directory(self, name: str, *, default: Path, make: bool = True) -> Path:
        path = Path(self.text(name, default=str(default))).expanduser().resolve()
        if make:
            try:
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise _refusal(name, str(path), f"a folder that can be written ({error.strerror})") from error
        return path

    def time_zone(self, name: str, *, default: str) -> str:
        value = self.text(name, default=default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise _refusal(name, value, "an IANA time zone such as Europe/London") from error
        return value

    def secret(self, name: str, *, keep_in: Path | None) -> str:
        value = self._given_or_kept(name, keep_in, lambda: secrets.token_urlsafe(50))
        if len(value) < SECRET_LENGTH:
            raise ImproperlyConfigured(
                f"{name} is too short. Use at least {SECRET_LENGTH} random characters."
            )
        return value

    def older_secrets(self, name: str) -> list[str]:
        """Secrets that were used before, separated by commas; usually none."""
        found = self.names(name, default=[])
        if any(len(each) < SECRET_LENGTH for each in found):
            raise ImproperlyConfigured(f"{name} has a secret that is too short to have been one.")
        return found

    def lasting_secret(self, name: str, *, default: str, is_needed: bool) -> str:
        """A secret that is not changed with the others; it must be told as soon as the default would change it."""
        value = self.text(name, default="" if is_needed else default)
        if not value:
            raise ImproperlyConfigured(
                f"{name} is missing. When SECRET_KEY changes for the first time, put the one before it there, and leave"
                " it: without it, the addresses that must never be mailed again are forgotten."
            )
        return value

    def keyring(self, name: str, *, keep_in: Path | None) -> tuple[tuple[str, bytes], ...]:
        """AES-256 keys as `id:base64,id:base64`; the first one writes, all of them read."""
        value = self._given_or_kept(name, keep_in, _new_key)
        ring = tuple(_parse_key(name, part.strip()) for part in value.split(",") if part.strip())
        if len({key_id for key_id, _ in ring}) != len(ring) or not ring:
            raise ImproperlyConfigured(f"{name} needs at least one key, and every key its own id.")
        if len({key for _, key in ring}) != len(ring):
            raise ImproperlyConfigured(
                f"{name} has the same key under two ids. Make a new one for the new id."
            )
        return ring

    def _given_or_kept(self, name: str, keep_in: Path | None, make: Callable[[], str]) -> str:
        given = str(self._env.ENVIRON.get(name, "")).strip()
        return given or self.text(name, default=_kept(keep_in, make))

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        value = self.text(name, default=default)
        if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
            raise _refusal(
                name, urlsplit(value).scheme, "sqlite:///path/to/file or postgres://user:password@host/name"
            )
        config: dict[str, Any] = self._env.db_url_config(value)
        if config["ENGINE"].endswith("sqlite3"):
            return config | {"OPTIONS": dict(SQLITE_OPTIONS), "CONN_MAX_AGE": None}
        return config | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}

    def cache(self, name: str, *, default: str) -> dict[str, Any]:
        value = self.text(name, default=default)
        if urlsplit(value).scheme not in {"dbcache", "redis", "rediss"}:
            raise _refusal(name, urlsplit(value).scheme, "dbcache://table or redis://host:port/number")
        config: dict[str, Any] = self._env.cache_url_config(value)
        if value.startswith("redis"):
            config["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
            return config
        # Django throws a third away whenever there are 300: guesses from a hundred places would soon be forgotten.
        return config | {"OPTIONS": {"MAX_ENTRIES": CACHE_ENTRIES} | config.get("OPTIONS", {})}

    def broker(self, name: str, *, default: str) -> str:
        value = self.text(name, default=default)
        if urlsplit(value).scheme not in {"localfs", "redis", "rediss"}:
            raise _refusal(name, urlsplit(value).scheme, "localfs:// or redis://host:port/number")
        return value

    def mail(self, name: str, *, default: str | None, mailbox: bool = True) -> dict[str, Any]:
        """`mailbox` says whether mail may stay in a folder: where others live, codes would lie there in plain."""
        value = self.text(name, default=default)
        if value == "mailbox://" and mailbox:
            return {"EMAIL_BACKEND": "outbox.adapter.MailboxBackend"}
        if urlsplit(value).scheme not in {"smtp", "smtp+tls", "smtp+ssl"}:
            raise _refusal(
                name,
                urlsplit(value).scheme,
                f"{'mailbox://, ' if mailbox else ''}smtp://host:port, smtp+tls://user:password@host:587",
            )
        config: dict[str, Any] = self._env.email_url_config(value)
        return config


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """Kombu's transport options for the embedded broker (folders, made 0700) or Redis."""
    if not url.startswith("localfs"):
        # Longer than any task may run, so that nothing is redelivered while it still works.
        return {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
    for name in ("queue", "taken", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "taken"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.2,
    }


def _refusal(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is “{value}”, but it must be {wanted}.")


def _new_key() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _kept(path: Path | None, make: Callable[[], str]) -> str | None:
    """A secret of this machine: made once, readable by its owner only."""
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    value = make()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value


def _parse_key(name: str, part: str) -> tuple[str, bytes]:
    key_id, _, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(
            f"{name} has a key that is not base64. Write each as id:base64."
        ) from error
    if len(key) != KEY_BYTES or not (key_id.isascii() and key_id.isalnum() and len(key_id) <= 8):
        raise ImproperlyConfigured(
            f"{name}: each key is id:base64 with an id of 1-8 plain letters or digits and exactly {KEY_BYTES} bytes."
        )
    return key_id, key
