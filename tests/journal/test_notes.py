"""Notes from me: closed until their day or until somebody reaches for them; theirs alone; gone when deleted."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.services import choose_settings
from common.errors import RuleBroken
from journal.models import NoteFromMe
from journal.services.notes import NotYet, delete_note, notes_of, open_note, write_note

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
THIRD = date(2026, 12, 3)
WORDS = "The canary knows the way home"


@pytest.fixture(autouse=True)
def a_saturday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def written(writer: User, **changes) -> NoteFromMe:
    kept = {"words": WORDS, "opens": "date", "opens_on": THIRD, "wants_mail": False, "key": uuid4()}
    return write_note(writer=writer, now=NOW, today=TODAY, **{**kept, **changes})


def posted(**changes) -> dict[str, str]:
    return {"key": str(uuid4()), "words": WORDS, "opens": "date", "opens_on": "2026-12-03", **changes}


def test_a_dated_note_waits_for_its_day_and_one_for_when_it_slips_does_not(ada: User):
    dated, slips = written(ada), written(ada, opens="slips")
    with pytest.raises(NotYet, match="It was meant for Thursday 3 December 2026"):
        open_note(note=dated, now=NOW, today=date(2026, 12, 2))
    open_note(note=dated, now=NOW, today=THIRD)
    open_note(note=slips, now=NOW, today=TODAY)
    assert dated.opened_at == slips.opened_at == NOW


def test_opening_twice_keeps_the_first_moment(ada: User):
    note = written(ada, opens="slips")
    open_note(note=note, now=NOW, today=TODAY)
    open_note(note=note, now=datetime(2027, 1, 1, tzinfo=UTC), today=TODAY)
    assert note.opened_at == NOW


def test_a_note_opened_or_deleted_on_another_page_is_left_as_that_page_left_it(ada: User):
    opened, deleted = written(ada, opens="slips"), written(ada, opens="slips")
    other = NoteFromMe.objects.get(pk=opened.pk)
    open_note(note=other, now=NOW, today=TODAY)
    delete_note(note=deleted)
    for note in (opened, deleted):
        open_note(note=note, now=datetime(2027, 1, 1, tzinfo=UTC), today=TODAY)
    assert NoteFromMe.objects.get().opened_at == NOW


@pytest.mark.parametrize(
    "changes",
    [
        {"words": "  "},
        {"words": "x" * 20_001},
        {"opens": "never"},
        {"opens_on": None},
        {"opens_on": TODAY},
        {"opens_on": date(2040, 1, 1)},
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_no_row(ada: User, changes):
    with pytest.raises(RuleBroken):
        written(ada, **changes)
    assert not NoteFromMe.objects.exists()


def test_the_same_page_sent_twice_is_one_note_and_a_strangers_key_is_never_taken(ada: User, mallory: User):
    note = written(ada)
    assert written(ada, key=note.key).pk == note.pk
    other = written(mallory, key=note.key, words="Mine")
    assert other.key != note.key
    note.refresh_from_db()
    assert note.words == WORDS


def test_other_words_from_the_same_page_are_another_note(ada: User):
    note = written(ada, wants_mail=True)
    assert written(ada, key=note.key, wants_mail=True).pk == note.pk
    written(ada, key=note.key, words="Changed and pressed again")
    kept = {one.words for one in NoteFromMe.objects.visible_to(ada)}
    assert kept == {WORDS, "Changed and pressed again"}
    assert ada.consents.count() == 1


def test_a_new_line_counts_once_and_is_kept_as_one(ada: User, as_ada):
    words = "\r\n".join(["x" * 99] * 200)
    answer = as_ada.post(reverse("journal:write_note"), posted(words=words))
    assert answer.status_code == 302
    assert NoteFromMe.objects.get().words == words.replace("\r", "")


def test_a_note_for_when_it_slips_has_neither_day_nor_mail(ada: User):
    note = written(ada, opens="slips", wants_mail=True)
    assert (note.opens_on, note.wants_mail) == (None, False)
    assert not ada.consents.exists()


def test_the_words_are_sealed_and_go_with_the_row(ada: User):
    note = written(ada)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM journal_notefromme")
        assert b"canary" not in bytes(cursor.fetchone()[0])
    delete_note(note=note)
    assert not NoteFromMe.objects.exists()


def test_the_list_says_when_and_never_what(ada: User, as_ada):
    written(ada)
    written(ada, opens="slips")
    page = as_ada.get(reverse("journal:from_me")).text
    assert "Opens on Thursday 3 December 2026" in page
    assert "When it slips" in page
    assert "canary" not in page


def test_the_list_takes_as_many_queries_for_one_note_as_for_many(ada: User, as_ada):
    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            as_ada.get(reverse("journal:from_me"))
        return len(counted)

    written(ada)
    count()
    few = count()
    for _ in range(12):
        written(ada)
    assert count() == few == 3


def test_writing_opening_and_deleting_by_hand(ada: User, as_ada):
    assert as_ada.post(reverse("journal:write_note"), posted())["Location"] == reverse("journal:from_me")
    note = NoteFromMe.objects.get()
    page = as_ada.get(reverse("journal:note", args=[note.key])).text
    assert "It was meant for Thursday 3 December 2026. Open it now?" in page
    assert "canary" not in page
    as_ada.post(reverse("journal:open_note", args=[note.key]))
    assert "canary" not in as_ada.get(reverse("journal:note", args=[note.key])).text
    as_ada.post(reverse("journal:open_note", args=[note.key]), {"early": "yes"})
    assert WORDS in as_ada.get(reverse("journal:note", args=[note.key])).text
    assert "Delete this note?" in as_ada.get(reverse("journal:delete_note", args=[note.key])).text
    as_ada.post(reverse("journal:delete_note", args=[note.key]))
    assert not NoteFromMe.objects.exists()


def test_one_press_opens_what_was_written_for_when_it_slips(ada: User, as_ada):
    as_ada.post(reverse("journal:write_note"), posted(opens="slips", opens_on=""))
    note = NoteFromMe.objects.get()
    page = as_ada.post(reverse("journal:open_note", args=[note.key]), follow=True)
    assert WORDS in page.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"words": ""}, "Write a few words first."),
        ({"opens": ""}, "Choose when it opens."),
        ({"opens_on": ""}, "Choose a day from tomorrow on."),
        ({"opens_on": "2026-11-21"}, "Choose a day from tomorrow on."),
        ({"opens_on": "2090-01-01"}, "within the next five years"),
        ({"opens_on": "soon"}, "Choose a day, like 3 December 2026."),
    ],
)
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(as_ada, changes, says):
    answer = as_ada.post(reverse("journal:write_note"), posted(**changes))
    assert answer.status_code == 422
    assert says in answer.text
    assert changes.get("words", WORDS) in answer.text
    assert not NoteFromMe.objects.exists()


def test_nobody_else_finds_it(ada: User, as_mallory, client):
    note = written(ada, opens="slips")
    for name in ("note", "delete_note"):
        assert as_mallory.get(reverse(f"journal:{name}", args=[note.key])).status_code == 404
    for name in ("open_note", "delete_note"):
        assert as_mallory.post(reverse(f"journal:{name}", args=[note.key])).status_code == 404
    assert client.get(reverse("journal:from_me"))["Location"].startswith("/account/login/")
    note.refresh_from_db()
    assert note.opened_at is None


def test_the_day_is_the_writers_own(ada: User, as_ada):
    choose_settings(user=ada, theme=ada.theme, greeting_name="Ada", time_zone="Pacific/Kiritimati")
    answer = as_ada.post(reverse("journal:write_note"), posted(opens_on="2026-11-22"))
    assert answer.status_code == 422  # it is the 22nd there already


def test_closed_notes_come_first_by_their_day(ada: User):
    later, sooner, read = written(ada), written(ada, opens_on=date(2026, 11, 30)), written(ada, opens="slips")
    open_note(note=read, now=NOW, today=TODAY)
    listed = [told.note.pk for told in notes_of(writer=ada, today=TODAY)]
    assert listed == [sooner.pk, later.pk, read.pk]
