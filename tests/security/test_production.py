"""The settings of a production site, as its processes read them: one start, every promise."""

import json
import os
import re
import secrets
import subprocess
import sys
from typing import Any

import pytest

from accounts.adapter.sessions import SessionStore
from tests.house.reading import ROOT

KEY = "k1:" + "A" * 43 + "="
ENVIRONMENT = {
    "DEPLOYMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ENCRYPTION_KEYS": KEY,
    "SITE_URL": "https://learn.example.org",
    "ALLOWED_HOSTS": "learn.example.org",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
    "FROM_EMAIL": "Alder <hello@example.org>",
    "CONTACT_EMAIL": "hello@example.org",
}
ASKED = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.urls import get_resolver
import re
names = sorted(str(url.pattern) for url in get_resolver("pages.urls").url_patterns)
plain = {name: value for name in dir(settings) if name.isupper() and name not in {"SECRET_KEY", "ENCRYPTION_KEYS"}
         for value in [getattr(settings, name)] if isinstance(value, (str, int, bool, list, dict, type(None)))}
print(json.dumps({"settings": plain, "pages": names,
    "checks": [check.id for check in run_checks(include_deployment_checks=True)]}, default=str))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path_factory.mktemp("production")),
        **ENVIRONMENT,
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_django_finds_nothing_to_say_before_the_site_goes_out(site):
    assert site["checks"] == []


def test_cookies_are_bound_to_the_host_and_travel_only_by_tls(site):
    settings = site["settings"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["CSRF_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_DOMAIN"] is None
    assert settings["SESSION_COOKIE_PATH"] == "/"


def test_browsers_are_told_to_come_by_tls_for_two_years(site):
    settings = site["settings"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert settings["SECURE_SSL_REDIRECT"]


def test_a_proxys_word_is_taken_only_when_the_operator_says_there_is_one(site):
    settings = site["settings"]
    assert settings["SECURE_PROXY_SSL_HEADER"] is None
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert not settings["USE_X_FORWARDED_HOST"]
    assert not settings["USE_X_FORWARDED_PORT"]


def test_nothing_that_helps_only_a_developer_is_there(site):
    assert not site["settings"]["DEBUG"]
    assert not [page for page in site["pages"] if "mailbox" in page]
    assert site["settings"]["METRICS_TOKEN"] == ""


def test_nothing_travels_or_rests_as_live_objects(site):
    settings = site["settings"]
    assert settings["SESSION_SERIALIZER"].endswith("JSONSerializer")
    assert settings["CELERY_ACCEPT_CONTENT"] == ["json"]
    assert settings["CELERY_TASK_SERIALIZER"] == "json"


def test_passwords_are_hashed_by_argon2_first(site):
    assert site["settings"]["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


def test_what_somebody_sends_has_a_size_a_server_can_bear(site):
    settings = site["settings"]
    assert settings["DATA_UPLOAD_MAX_MEMORY_SIZE"] <= 2_621_440
    assert settings["DATA_UPLOAD_MAX_NUMBER_FIELDS"] <= 1000
    assert settings["DATA_UPLOAD_MAX_NUMBER_FILES"] <= 100


def test_signs_of_life_are_not_redirected(site):
    """A watcher that forgot TLS is not helped along; a person is."""
    exempt = site["settings"]["SECURE_REDIRECT_EXEMPT"]
    for path in ("livez", "readyz"):
        assert any(re.search(pattern, path) for pattern in exempt)
    assert not any(re.search(pattern, "today/") for pattern in exempt)


@pytest.mark.django_db
def test_a_visit_has_a_key_nobody_guesses():
    """32 of 36 signs are 165 bits, from the system's own source of chance."""
    keys = {SessionStore()._get_new_session_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)
