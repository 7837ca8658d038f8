"""What leaves the pages, files, spreadsheets and mails, holds words as words; and forms take only what they ask."""

from __future__ import annotations

import csv
import email
import io
import re
from datetime import UTC, datetime
from email import policy
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clinic.models import Link
from common.spreadsheets import FORMULA_STARTS
from fuzz.crawling import ENDS_SESSION, explored
from fuzz.drawing import GREEDY
from fuzz.reading import PageForm
from journal.services.exporting import export_notebook
from outbox.rules import Envelope, Message, Unsendable, as_bytes
from reminders.emails import Facts, write_note
from reminders.services import wishes_of
from tests.hostile.corpora import OWN, naughty, scripts
from tests.hostile.judging import faults
from tests.hostile.saturating import MARK, Saturation, share
from tests.test_permissions import World, world

__all__ = ["world"]
EVERYTHING = (*scripts(), *naughty(), *OWN)
FORMULAS = ("=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0")


def of_paper(found: list[str]) -> list[str]:
    """Mails and files carry their style and their policy with them: that alone is not a fault there."""
    return [fault for fault in found if "style" not in fault and fault != "attribute http-equiv of meta"]


def test_every_payload_in_a_notebook_is_words_in_the_file(world: World, ada: User):
    Saturation(shares=3).fill()
    kept = export_notebook(writer=ada, file_type="html", now=timezone.now())
    html = kept.content if isinstance(kept.content, str) else kept.content.decode()
    assert html.count(MARK) > 1
    assert of_paper(list(faults(html))) == []


@pytest.mark.parametrize("words", FORMULAS)
def test_a_reference_that_is_a_formula_is_words_in_a_spreadsheet(world: World, words: str):
    link = Link.objects.get(key=world.arguments["link"]["key"])
    link.reference = words
    link.save()
    answer = world.clients["carl"].post(reverse("clinic:clients_file"))
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert any(words.strip() in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.lstrip(" \u00a0").startswith(FORMULA_STARTS)]


def test_a_lesson_of_any_title_is_words_in_a_mail(ada: User):
    """The only words in a mail that somebody else wrote; and they never reach a header."""
    wishes = wishes_of(learner=ada)
    for number in range(4):
        facts = Facts(kind="next_step", next_title=share(number, of=4), is_plain=True)
        message = write_note(learner=ada, wishes=wishes, facts=facts)
        assert of_paper(list(faults(message.html))) == []
        assert "xq1" not in message.subject + str(message.headers)


def test_no_subject_and_no_address_adds_a_header_to_a_mail():
    names = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted"}
    envelope = Envelope("Alder <a@alder.example>", "<1@alder.example>", datetime(2026, 11, 24, tzinfo=UTC))
    sent = 0
    for text in EVERYTHING:
        words = text.encode("utf-8", "replace").decode()
        for to, subject in (("ada@example.org", words), (words, "Quiet"), (f"{words}@example.org", "Quiet")):
            try:
                raw = as_bytes(Message(to=to, subject=subject, text="Words."), envelope)
            except Unsendable:
                continue
            sent += 1
            mail = email.message_from_bytes(raw, policy=policy.default)
            assert {*mail.keys()} - names <= {"Content-Type", "Content-Transfer-Encoding"}, ascii(text)
            assert raw.count(b"\r\n\r\n") == 1, ascii(text)
            assert b"\n" not in raw.replace(b"\r\n", b""), ascii(text)
    assert sent > 4000


# Fields that nobody asked for -----------------------------------------------------------------------------------------

# Of allauth, of Django, and of a local installation only, where a note is written for this very second.
ELSEWHERE_TESTED = (*ENDS_SESSION, "/staff/", "/account/", "/mailbox/")
OURS = ("accounts", "clinic", "courses", "journal", "quizzes", "reminders")
CHANGES_BY_ITSELF = (models.UUIDField, models.DateTimeField, models.BinaryField, models.AutoField)
RANDOM = {"password", "token_hash", "object_key", "session_data"}


GONE = re.compile(r"[0-9a-f]{32}@gone\.invalid")  # stands in place of the address of somebody who left


Standing = dict[type[models.Model], set[object]]


def standing() -> Standing:
    """The primary keys of every row of ours. PostgreSQL counts on after a rollback, so those of later rows differ."""
    tables = (model for name in OURS for model in apps.get_app_config(name).get_models())
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in tables}


def rows(before: Standing) -> dict[str, list[str]]:
    """Every row of ours, without what differs from one moment to the next; one that is new is pointed at as new."""
    found = {}
    for name in OURS:
        for model in apps.get_app_config(name).get_models():
            fields = [
                field
                for field in model._meta.concrete_fields
                if not isinstance(field, CHANGES_BY_ITSELF) and field.attname not in RANDOM
            ]
            told = [
                str([_pointed(value, field, before) for value, field in zip(row, fields, strict=True)])
                for row in model._base_manager.values_list(*(field.attname for field in fields))
            ]
            found[model.__name__] = sorted(GONE.sub("gone", row) for row in told)
    return found


def _pointed(value: object, field: models.Field, before: Standing) -> object:
    known = before.get(field.related_model) if field.is_relation else None
    return value if value is None or known is None or value in known else "new"


def test_no_form_takes_a_field_that_it_does_not_show(world: World, mallory: User):
    """Each form as it stands, sent with and without what somebody greedy would add: the same rows afterwards."""
    ground = explored(world)
    wishes = dict.fromkeys(
        (name for name in GREEDY if name.endswith(("_id", "user", "owner"))), str(mallory.pk)
    )
    wishes |= {
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "clinician_state": "verified",
        "role": "staff",
    }
    wishes |= {"state": "verified", "source": "clinician", "pk": "1", "id": "1", "email": mallory.email}
    wrong, sent, before = [], 0, standing()
    for role in ("client", "carl"):
        for form in ground.forms_of(role):
            if form.method == "post" and not form.action.startswith(ELSEWHERE_TESTED):
                extra = {name: value for name, value in wishes.items() if name not in form.names}
                sent += 1
                plain, greedy = (after(world, role, form, more, before) for more in ({}, extra))
                wrong += [
                    f"{role} {form.action} {form.names}: {name}"
                    for name in plain
                    if plain[name] != greedy[name]
                ]
    assert wrong == []
    assert sent > 80


def after(
    world: World, role: str, form: PageForm, extra: dict[str, str], before: Standing
) -> dict[str, list[str]]:
    client = world.clients[role]
    kept = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        client.post(form.action, {**dict(form.fields), **extra})
        found = rows(before)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)  # a form may have ended the visit
    return found
