"""A module on paper: its lessons to read and to write on, with the answers to its checks at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common import pdf
from courses.models import Lesson, Module
from courses.rules.paper import Block, blocks_of, runs_of
from journal.services import Form, offered_exercises
from library.grammar.trees import CheckTree, ExerciseTree, FieldTree
from quizzes.services import offered_checks

# How many lines there are to write on, by the type of a field.
ROOM = {"short": 2, "long": 7, "feelings": 2, "date": 1}


def print_pack(*, module: Module) -> bytes:
    """Everything of a module, written while the request waits; three queries."""
    return pdf.render("pack.typ", _pack(module), title=_("Notes"), language=get_language() or "en")


def _pack(module: Module) -> dict[str, Any]:
    lessons = list(Lesson.objects.published().filter(module=module))
    checks = {one.check.id: one.check for one in offered_checks(_keys(lessons, "checks"))}
    exercises = {form.tree.id: form for form in offered_exercises(_keys(lessons, "exercises"))}
    answers = [(lesson.title, check) for lesson in lessons for check in _checks_of(lesson, checks)]
    return {
        "site": settings.SITE_NAME,
        "number": _("Module %(number)d") % {"number": module.position},
        "title": module.title,
        "purpose": module.purpose,
        "about": _about(lessons),
        "lessons": [_lesson(lesson, checks, exercises) for lesson in lessons],
        "answers": [
            {"lesson": title, "questions": [_answer(question) for question in check.questions]}
            for title, check in answers
        ],
        "words": {
            "contents": _("In this pack"),
            "answers": _("Answers"),
            "answers_lead": _("What each answer would have said. The ones that fit are in bold."),
            "terms": _("Words in this lesson"),
        },
    }


def _keys(lessons: Iterable[Lesson], kind: str) -> list[str]:
    return [key for lesson in lessons for key in lesson.around.get(kind, ())]


def _about(lessons: Sequence[Lesson]) -> list[str]:
    minutes = sum(lesson.minutes for lesson in lessons)
    size = ngettext(
        "%(count)d lesson, about %(minutes)d minutes of reading.",
        "%(count)d lessons, about %(minutes)d minutes of reading.",
        len(lessons),
    )
    cannot = _("%(site)s is learning material. It cannot diagnose you and it is not treatment.")
    danger = _(
        "If you are in danger or might hurt yourself, call your local emergency number now. "
        "Other ways to get help: %(address)s"
    )
    printed = _("Printed on %(day)s. Lessons change; the newest words are on the site.")
    return [
        size % {"count": len(lessons), "minutes": minutes},
        cannot % {"site": settings.SITE_NAME},
        danger % {"address": settings.SITE_URL.partition("://")[2] + reverse("pages:help")},
        printed % {"day": date_format(timezone.localdate(), "j F Y")},
    ]


# Lessons ----------------------------------------------------------------------------------------------------------


def _lesson(lesson: Lesson, checks: Mapping[str, CheckTree], exercises: Mapping[str, Form]) -> dict[str, Any]:
    terms = lesson.extras.get("terms", ())
    return {
        "title": lesson.title,
        "purpose": lesson.purpose,
        "note": _("In this lesson: %(note)s") % {"note": lesson.mentions} if lesson.mentions else "",
        "reviewed": _reviewed(lesson),
        "blocks": [block for part in lesson.parts for block in _part(lesson, part, checks, exercises)],
        "terms": [{"term": term["term"], "runs": _runs(term["html"])} for term in terms],
    }


def _reviewed(lesson: Lesson) -> str:
    if not lesson.reviewed_by:
        return _("Not yet reviewed by a clinician.")
    return _("Reviewed by %(name)s.") % {"name": lesson.reviewed_by}


def _part(
    lesson: Lesson, part: Mapping[str, Any], checks: Mapping[str, CheckTree], exercises: Mapping[str, Form]
) -> Iterator[Block]:
    """As on the page: a piece that is no longer offered is left out."""
    kind, key = part["kind"], part.get("key", "")
    if kind == "html":
        yield from _blocks(part["html"])
    elif kind == "check" and key in checks:
        yield _check(checks[key])
    elif kind == "exercise" and key in exercises:
        yield _exercise(exercises[key].tree)
    elif kind == "questionnaire" and (scale := lesson.extras["questionnaires"].get(key)):
        words = _("A questionnaire on the site: %(title)s") % {"title": scale.get("title", "")}
        yield {"kind": "para", "runs": [{"text": words, "style": "", "href": ""}], "tone": "small"}


def _blocks(html: str) -> list[Block]:
    return blocks_of(html, origin=settings.SITE_URL, figure=_("[Picture: {alt}]"))


def _runs(html: str) -> list[dict[str, str]]:
    return runs_of(html, origin=settings.SITE_URL)


def _exercise(tree: ExerciseTree) -> Block:
    return {
        "kind": "exercise",
        "title": tree.title,
        "blocks": _blocks(tree.intro_html),
        "lighter": _("A lighter version: %(words)s") % {"words": tree.lighter} if tree.lighter else "",
        "fields": [_field(field) for field in tree.fields],
    }


def _field(field: FieldTree) -> dict[str, Any]:
    low, high = (field.min if field.min is not None else 0, field.max if field.max is not None else 10)
    return {
        "type": field.type,
        "label": field.label,
        "help": field.help,
        "choices": list(field.choices),
        "columns": list(field.columns),
        "rows": max(field.rows or 0, 3),
        "lines": ROOM.get(field.type, 0),
        "numbers": list(range(low, high + 1)) if field.type == "slider" else [],
        "ends": [field.low, field.high],
        "thing": _("What"),
    }


# Checks -----------------------------------------------------------------------------------------------------------


def _checks_of(lesson: Lesson, checks: Mapping[str, CheckTree]) -> Iterator[CheckTree]:
    for part in lesson.parts:
        if part["kind"] == "check" and part["key"] in checks:
            yield checks[part["key"]]


def _check(check: CheckTree) -> Block:
    questions = [
        {
            "runs": _runs(question.text_html),
            "options": [_runs(option.text_html) for option in question.options],
        }
        for question in check.questions
    ]
    note = _("The answers are at the end of this pack.")
    return {"kind": "check", "title": check.title, "questions": questions, "note": note}


def _answer(question: Any) -> list[dict[str, Any]]:
    """What every option would have said: the wrong ones teach too."""
    return [
        {"letter": letter, "is_right": option.is_right, "runs": _runs(option.feedback_html)}
        for letter, option in zip(ascii_lowercase, question.options, strict=False)
    ]
