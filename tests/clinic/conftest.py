"""Two clinicians, their clients, and a library to suggest from; everything made through the clinic's own services."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from clinic import services
from clinic.models import Assignment, Invitation, Link
from clinic.services import accept, invite
from journal.access import get_form
from journal.models import Entry
from journal.services import save_page
from outbox.models import Mail
from quizzes.models import Quiz, Result
from quizzes.services import save_answer, start_sitting, submit
from tests.people import ready_clinician, signed_in

PROGRESS = ("progress",)
EVERYTHING = ("progress", "scores", "entries", "check-ins")


def token_of(invitation: Invitation) -> str:
    """The token as the mail row keeps it, sealed."""
    return Mail.objects.get(unique_key=f"invitation:{invitation.key}").sealed["token"]


def assign(**facts: Any) -> Assignment:
    """One suggestion, with a plan for urgent contact agreed: what most tests begin with."""
    return services.assign(confirms_plan=True, **facts)


def connect(
    clinician: User, client: User, kinds: Iterable[str] = PROGRESS, reference: str = "Client 0412"
) -> Link:
    invitation = invite(
        clinician=clinician, address=f"{uuid4()}@example.net", reference=reference, now=timezone.now()
    )
    return accept(invitation=invitation, client=client, kinds=kinds)


def page_of(writer: User, words: str = "A page of words") -> Entry:
    """A free page in the notebook, kept."""
    posted = {"title": ["A quiet title"], "text": [words]}
    page = save_page(writer=writer, form=get_form("writing"), key=uuid4(), posted=posted, seen={}, keep=True)
    assert page is not None
    return page


def result_of(learner: User, about: str = "general") -> Result:
    """An answered sheet of the small scale."""
    sheet = start_sitting(learner=learner, quiz=Quiz.objects.get(kind=Quiz.Kind.SCALE), about=about)
    for question in ("a1", "b1"):
        save_answer(sitting=sheet, question=question, value=4, seen=0)
    return submit(sitting=sheet)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, so that the next person finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def invited(carl: User) -> Callable[..., Invitation]:
    def ask(address: str = "someone@example.net", reference: str = "Client 0412") -> Invitation:
        return invite(clinician=carl, address=address, reference=reference, now=timezone.now())

    return ask


@pytest.fixture
def link(carl: User, ada: User) -> Link:
    """Ada is Carl's client and shares her progress."""
    return connect(carl, ada)


@pytest.fixture
def clara(db, stella: User) -> User:
    """Another verified clinician."""
    person = add_person(email="clara@example.org", password="quiet-lanterns-9")
    return ready_clinician(person, stella, "Clara Lind")


@pytest.fixture
def as_clara(clara: User) -> Client:
    return signed_in(clara)
