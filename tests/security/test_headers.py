"""Every address of the house, asked as a visitor, a learner and a clinician: what its answers let a browser do."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.test_permissions import READING, World, world

__all__ = ["world"]

ROLES = ("nobody", "client", "carl")
FRAMED = {"pages:mail_html"}  # a mail in a sandboxed frame, on a local installation only
FOREIGN = re.compile(r"https?:|//|\*|unsafe|data:(?!$)|blob:")
PATHS = ("/nothing-here/", "/livez")


def answers(world: World, role: str) -> list[tuple[str, HttpResponse]]:
    found = [
        (name, world.clients[role].get(reverse(name, kwargs=world.arguments[key])))
        for name, (key, _) in READING.items()
        if name != "pages:leave"
    ]
    return [*found, *((path, world.clients[role].get(path)) for path in PATHS)]


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_carries_the_headers_that_keep_a_browser_at_home(world: World, role: str):
    wrong = []
    for name, answer in answers(world, role):
        kind = answer.get("Content-Type", "")
        is_page = kind.startswith("text/html")
        rules = policy(answer)
        checks = {
            "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
            "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
            "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
            "charset": not kind.startswith("text/") or "charset=" in kind,
            "no foreign reader": "Access-Control-Allow-Origin" not in answer,
            "nothing by default": rules.get("default-src") == ["'none'"],
            "no base": rules.get("base-uri") == ["'none'"],
            "forms stay here": rules.get("form-action") == ["'self'"],
            "nobody frames it": rules.get("frame-ancestors") == ["'none'"],
            "own scripts and styles": rules.get("script-src") == rules.get("style-src") == ["'self'"],
            "sensors": "camera=()" in answer.get("Permissions-Policy", ""),
        }
        if not is_page:  # a policy is for what a browser shows as a page
            checks = {label: ok for label, ok in checks.items() if label in ("nosniff", "charset")}
        wrong += [f"{name}: {label}" for label, ok in checks.items() if not ok and name not in FRAMED]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_no_policy_names_another_site_or_lets_anything_inline_run(world: World, role: str):
    for name, answer in answers(world, role):
        for directive, values in policy(answer).items():
            if directive == "img-src" or name in FRAMED:
                assert set(values) <= {"'self'", "data:"} or name in FRAMED
                continue
            assert not FOREIGN.search(" ".join(values)), (name, directive, values)


@pytest.mark.parametrize("role", ["client", "carl", "staff"])
def test_whatever_somebody_signed_in_is_shown_is_kept_by_no_cache(world: World, role: str):
    for name, answer in answers(world, role):
        if name not in PATHS and name != "reminders:calendar":
            assert "no-store" in answer.get("Cache-Control", ""), name


def test_no_cookie_but_the_two_that_are_needed(world: World, settings):
    allowed = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for role in ("nobody", "client"):
        for name, answer in answers(world, role):
            assert set(answer.cookies) <= allowed, name
            for cookie in answer.cookies.values():
                assert cookie["httponly"], name
                assert cookie["samesite"] == "Lax", name
                assert len(cookie.OutputString()) < 4096
        assert set(world.clients[role].cookies) <= allowed


@pytest.mark.parametrize("method", ["trace", "options", "put", "patch", "delete"])
def test_methods_nobody_needs_are_refused_or_change_nothing(world: World, method: str):
    for name, (key, _) in READING.items():
        if name == "pages:leave":
            continue  # ends a session however it is asked
        address = reverse(name, kwargs=world.arguments[key])
        answer = getattr(world.clients["nobody"], method)(address)
        assert answer.status_code in {200, 302, 400, 403, 404, 405}, name
        if method == "trace":
            assert "Cookie:" not in answer.text, name


def test_a_page_that_is_not_there_is_never_another_page(client: Client, db):
    for path in (
        "/privacy/x.css",
        "/today/a.js",
        "/static/../manage.py",
        "/.git/config",
        "/var/",
        "/static/",
    ):
        assert client.get(path).status_code == 404, path
