"""No page of a clinician or of the staff opens to a password alone."""

from collections.abc import Iterator

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests.people import signed_in, signed_in_by_password

MODULES = ("clinician", "preview")  # a module of views named so, in any app, holds pages of theirs


def views(patterns: list) -> Iterator[object]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


def test_every_view_of_a_clinician_or_of_the_staff_asks_for_a_second_step():
    theirs = [
        view
        for view in views(get_resolver().url_patterns)
        if any(part.startswith(MODULES) for part in view.__module__.split("."))
        and "admin" not in view.__module__.split(".")  # behind the admin's own door: the next test
    ]
    assert len(theirs) > 8
    open_ones = [view.__name__ for view in theirs if not getattr(view, "asks_for_factor", False)]
    assert not open_ones, f"Put accounts.http.clinicians_only on {open_ones}."


def test_every_page_of_the_admin_asks_for_a_second_step(stella: User):
    stella.is_superuser = True
    stella.save()
    bare, full = signed_in_by_password(stella), signed_in(stella)
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = bare.get(address, follow=True)
        assert answer.request["PATH_INFO"] == reverse("accounts:second_step"), address
        assert full.get(address).status_code == 200
    assert bare.get(reverse("admin:index")).status_code == 302
    assert Client().get(reverse("admin:index")).status_code == 302
