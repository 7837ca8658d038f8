"""What others may see over a shoulder, in a history, on a lock screen or in a folder tells nobody what this is about.

Every page of the house is opened, as in the matrix of permissions, by everybody who may open it.
"""

import re
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from courses.models import Course, Lesson, Module
from quizzes.models import Quiz
from tests.test_permissions import READING, ROLES, World, names, world

__all__ = ["world"]

TOPIC = re.compile(
    r"attach(?!ment; )|anxi|avoidan|insecur|secure\b|closeness|intima|distance|boundar|trauma|wound|heal(?!th)|therap|"
    r"treatment|counsel|psych|mental|disorder|diagnos|abus|violen|partner|relationship|emotion|fear|shame|grief|suicid|"
    r"crisis|\bego\b|\binner\b|\bharm|\bhurt|feeling|danger|\bvictim|self-?help",
    re.IGNORECASE,
)
CLIENTS = re.compile(r"clinic|patient|\bclient", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# Files that are asked for by a button: name, argument, who asks, what is posted.
FILES = [("quizzes:result_file", "result", "client", {"kind": kind}) for kind in ("pdf", "csv", "fhir")] + [
    ("quizzes:results_file", "", "client", {"kind": "csv"}),
    ("clinic:clients_file", "", "carl", {}),
    ("clinic:summary", "link", "carl", {}),
    ("journal:fold", "", "client", {}),
    ("courses:pack", "module", "client", {"kind": "read"}),
]


def call_everything_by_its_topic() -> None:
    """A small library has quiet titles; real ones are not."""
    for model in (Course, Module, Lesson, Quiz):
        model.objects.update(title="Attachment, fear and boundaries")


def filename(answer: HttpResponse) -> str:
    return unquote(answer.headers.get("Content-Disposition", ""))


FOR_CLINICIANS = {"clinic:about"}  # says for whom it is, and is not a reader's page


def test_no_title_and_no_name_of_a_file_tells_a_topic(world: World):
    call_everything_by_its_topic()
    wrong = set()
    for role in ("nobody", "client", "carl", "staff"):
        for name, (key, answers) in READING.items():
            if answers[ROLES.index(role)] != "200" or name in FOR_CLINICIANS:
                continue
            answer = world.clients[role].get(reverse(name, kwargs=world.arguments[key]))
            found = TITLE.search(answer.text) if answer["Content-Type"].startswith("text/html") else None
            told = f"{found[1] if found else ''} {filename(answer)}"
            if TOPIC.search(told) or (role in {"client", "staff"} and CLIENTS.search(told)):
                wrong.add(f"{name}: {' '.join(told.split())}")
    assert wrong == set()


def test_no_file_that_is_asked_for_tells_a_topic_by_its_name(world: World):
    call_everything_by_its_topic()
    seen = 0
    for name, key, role, posted in FILES:
        answer = world.clients[role].post(reverse(name, kwargs=world.arguments[key]), posted)
        told = filename(answer)
        seen += bool(told)
        assert not TOPIC.search(told), (name, told)
        assert not CLIENTS.search(told), (name, told)
    assert seen >= 3, "files were made"


@pytest.mark.parametrize("name", sorted(READING))
def test_no_address_tells_a_topic(name: str):
    """The pattern, not one address: what stands in it besides is numbers and keys. Staff's own are left out."""
    pattern = names(get_resolver().url_patterns)[name]
    words = re.sub(r"<[^>]*>", "", str(pattern.pattern))
    assert not TOPIC.search(words), words


def subjects() -> list[str]:
    root = settings.BASE_DIR / "templates"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*_subject.txt"))


@pytest.mark.parametrize("template", subjects())
def test_no_subject_of_a_mail_tells_a_topic(template: str):
    """Its fixed words; those of notes, with every fact there is, are read in tests/reminders/test_mails.py."""
    words = (settings.BASE_DIR / "templates" / template).read_text()
    assert get_template(template)
    assert not TOPIC.search(words), words
    assert not CLIENTS.search(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", words)), words


def test_the_words_are_looked_for():
    for told in (
        "Boundaries – Alder",
        "attachment-style.pdf",
        "Your anxiety score",
        "Help if you are abused",
    ):
        assert TOPIC.search(told), told
    for told in ('attachment; filename="notes.pdf"', "Module 2, lesson 3 – Alder", "Help now – Alder"):
        assert not TOPIC.search(told), told
