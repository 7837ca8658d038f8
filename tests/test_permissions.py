"""One matrix: every address of the house, and what it answers to each of seven kinds of people.

A new address without a row fails. The roles: nobody (signed out), stranger (Mallory), client (Ada, linked to Carl),
carl (clinician with the link), dora (clinician without), eve (clinician whose link with Ada ended), staff (Stella).
`200` a page, `302` sent elsewhere, `in` sent to sign in, `404` there is nothing here, `405` only by POST.
"""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ROLES = ("nobody", "stranger", "client", "carl", "dora", "eve", "staff")
LEFT_OUT = ("admin:",)  # Django's own; its door is tested in tests/accounts


def everyone(answer: str) -> tuple[str, ...]:
    return (answer,) * len(ROLES)


def signed_in(answer: str) -> tuple[str, ...]:
    return ("in", *(answer,) * (len(ROLES) - 1))


def only(**answers: str) -> tuple[str, ...]:
    """404 for whoever is not named; the signed-out are asked to sign in first."""
    return tuple(answers.get(role, "in" if role == "nobody" else "404") for role in ROLES)


def names(patterns: list, namespace: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= names(pattern.url_patterns, inner)
        else:
            found[f"{namespace}{pattern.name}"] = pattern
    return found


@dataclass(frozen=True)
class World:
    """One of every object, and a signed-in client for each role."""

    clients: dict[str, Client]
    arguments: dict[str, dict[str, object]]
