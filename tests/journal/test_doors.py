"""Who comes in: to forms that are offered, and to what they wrote themselves."""

from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from journal.access import get_entry, get_form, get_note
from journal.models import Entry, NoteFromMe
from journal.services import entry_state
from tests.journal.builders import exercise, form, publish_exercises, write


def test_a_form_is_found_by_its_neutral_name(db):
    publish_exercises()
    number = exercise("log").number
    assert get_form(f"x{number}").key == "log"
    assert get_form("writing").tree.mode == "log"


@pytest.mark.parametrize(
    "name", ["x0", "x01", "x999", "x", "log", "exercise", "x1x", "x-1", "x٣", "x1\n", ""]
)
def test_other_names_lead_nowhere(db, name: str):
    publish_exercises()
    with pytest.raises(Http404):
        get_form(name)


def test_a_retired_exercise_is_offered_to_nobody(db):
    publish_exercises()
    name = f"x{exercise('log').number}"
    publish_exercises(log="")
    with pytest.raises(Http404):
        get_form(name)


def test_words_written_while_their_exercise_was_retired_are_kept(ada, as_ada):
    publish_exercises()
    name = f"x{exercise('log').number}"
    publish_exercises(log="")
    as_typed = {"question": "first", "value": "Half a sentence", "sequence": "0"}
    assert as_ada.post(reverse("journal:save", args=[name, uuid4()]), as_typed).status_code == 200
    pressed = as_ada.post(reverse("journal:keep", args=[name, uuid4()]), {"f-second": "And the other half"})
    assert pressed.status_code == 302
    written = [entry_state(entry=entry) for entry in Entry.objects.visible_to(ada).with_exercise()]
    lines = {line for state in written for field in state.fields for line in field.lines}
    assert lines == {"Half a sentence", "And the other half"}


def test_a_form_is_remembered_until_the_next_publication(db, django_assert_num_queries):
    publish_exercises()
    name = form("feelings").name
    with django_assert_num_queries(1):  # which edition
        assert get_form(name).feeling_words


def test_only_the_writer_finds_an_entry(ada, mallory, carl, stella):
    publish_exercises()
    entry = write(ada, form("log"), first="mine")
    assert get_entry(ada, entry.key) == entry
    for person in (mallory, carl, stella):
        with pytest.raises(Http404):
            get_entry(person, entry.key)
    with pytest.raises(Http404):
        get_entry(ada, uuid4())


def test_only_the_writer_finds_a_note(ada, mallory):
    note = NoteFromMe.objects.create(
        writer=ada, words="Rest.", opens=NoteFromMe.Opens.WHEN_SLIPS, written_at=timezone.now()
    )
    assert get_note(ada, note.key) == note
    with pytest.raises(Http404):
        get_note(mallory, note.key)
