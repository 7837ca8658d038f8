"""Doors to forms and to what people wrote: what the person may see, or 404."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from journal.access.forms import OWN, form_of, own_form
from journal.models import Entry, Exercise, NoteFromMe
from journal.querysets import ExerciseQuerySet
from journal.rules.forms import Form
from library.services import remembered

EXERCISE = re.compile(r"x([1-9][0-9]{0,8})")


def get_form(name: str) -> Form:
    """A published exercise (`x12`), remembered with the edition it belongs to, or one of the notebook's own forms."""
    if name in OWN:
        return own_form(name)
    number = _number(name)
    return remembered(f"form|{number}", lambda: form_of(_one_of(Exercise.objects.published(), number)))


def get_form_on_a_page(name: str) -> Form:
    """As get_form, for words on their way from a page: its exercise may have been retired while somebody wrote."""
    try:
        return get_form(name)
    except Http404:
        return form_of(_one_of(Exercise.objects.ever_published(), _number(name)))


def _number(name: str) -> int:
    found = EXERCISE.fullmatch(name)
    if found is None:
        raise Http404
    return int(found[1])


def _one_of(exercises: ExerciseQuerySet, number: int) -> Exercise:
    found: Exercise = get_object_or_404(exercises.with_words(), number=number)
    return found


def get_entry(user: User, key: UUID) -> Entry:
    found: Entry = get_object_or_404(Entry.objects.visible_to(user).with_exercise(), key=key)
    return found


def get_note(user: User, key: UUID) -> NoteFromMe:
    found: NoteFromMe = get_object_or_404(NoteFromMe.objects.visible_to(user), key=key)
    return found
