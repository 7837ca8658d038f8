"""Keeping what people write: as it is typed, by a button, in two tabs, and across new words."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from common.autosave import Saved, Stale
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules.rows import RowChange
from journal.services import (
    FieldsRefused,
    delete_entry,
    drop_other,
    entry_state,
    entry_states,
    exercise_states,
    form_of,
    form_state,
    offered_exercises,
    own_form,
    save_field,
    save_page,
    take_other,
)
from tests.journal.builders import ANSWERS, FIELDS, block, exercise, form, publish_exercises, seen, write


@pytest.fixture(autouse=True)
def exercises(db) -> None:
    publish_exercises()


def typed(writer, name: str, text: str, *, key=None, seen: int = 0, field: str = "answer") -> Saved:
    return save_field(
        writer=writer, form=form(name), key=key or uuid4(), field=field, values=[text], seen=seen
    )


def pressed(writer, name: str, key, *, seen=None, keep: bool = True, change=None, **posted: str | list[str]):
    lists = {field: [value] if isinstance(value, str) else value for field, value in posted.items()}
    return save_page(
        writer=writer, form=form(name), key=key, posted=lists, seen=seen or {}, keep=keep, change=change
    )


def refusal(writer, name: str, key, *, keep: bool = True, **posted) -> FieldsRefused:
    with pytest.raises(FieldsRefused) as caught:
        pressed(writer, name, key, keep=keep, **posted)
    return caught.value


def state(writer, name: str, key=None):
    return form_state(writer=writer, form=form(name), key=key)


# One field, as it is typed ----------------------------------------------------------------------------------------


def test_the_first_words_begin_an_entry_and_the_next_go_on_with_it(ada):
    key = uuid4()
    first = typed(ada, "short", "har", key=key).sequence
    assert typed(ada, "short", "harbour", key=key, seen=first) == Saved(first + 1)
    entry = Entry.objects.get()
    assert (entry.key, entry.filled, entry.is_open) == (key, ["answer"], True)
    assert state(ada, "short").fields[0].text == "harbour"


def test_nothing_typed_is_no_row(ada):
    assert typed(ada, "short", "  ") == Saved(0)
    assert not Entry.objects.exists()


def test_a_stale_page_keeps_both_texts_and_says_so(ada):
    first = typed(ada, "long", "one")
    with pytest.raises(Stale) as caught:
        typed(ada, "long", "two")
    assert caught.value.sequence == first.sequence
    field = state(ada, "long").fields[0]
    assert field.text == "one"
    assert field.others == [["two"]]
    assert "two" not in str(caught.value)


def test_other_fields_of_the_page_are_no_conflict(ada):
    first = typed(ada, "two", "one", field="first")
    assert typed(ada, "two", "two", field="second") == first
    assert Entry.objects.get().filled == ["first", "second"]


def test_a_field_that_is_not_asked_is_refused_and_nothing_is_written(ada):
    with pytest.raises(RuleBroken, match="no longer asked"):
        typed(ada, "short", "words", field="gone")
    assert not Entry.objects.exists()


def test_a_refusal_repeats_nothing_that_was_written(ada):
    with pytest.raises(RuleBroken) as caught:
        typed(ada, "slider", "marker-words")
    assert str(caught.value) == "Write a whole number from 0 to 10. You can also leave it empty."
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_saving_costs_two_queries_and_the_first_one_three(ada, django_assert_num_queries):
    found, key, last = form("long"), uuid4(), 0
    for text, count in (("one", 3), ("two", 2), ("three", 2)):
        with django_assert_num_queries(count):
            saved = save_field(writer=ada, form=found, key=key, field="answer", values=[text], seen=last)
        last = saved.sequence


# A page, by a button ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FIELDS)
def test_each_type_is_kept_shown_and_told(ada, kind: str):
    entry = write(ada, form(kind), answer=ANSWERS[kind])
    fresh = Entry.objects.get(pk=entry.pk)
    assert fresh.body["fields"]["answer"] == {"v": ANSWERS[kind], "n": seen(fresh)["answer"], "r": 1}
    assert entry_state(entry=fresh).fields[0].lines
    shown = state(ada, kind)
    assert shown.entry_key == entry.key
    again = pressed(ada, kind, entry.key, seen=seen(fresh), answer=shown.fields[0].sent)
    assert seen(again) == seen(fresh)


def test_an_empty_form_is_no_row(ada):
    assert pressed(ada, "two", uuid4(), first="", second=" ") is None
    assert not Entry.objects.exists()


def test_a_page_pressed_twice_is_one_row(ada):
    for name in ("two", "log"):
        key = uuid4()
        first = pressed(ada, name, key, seen={"first": 0}, first="one")
        assert pressed(ada, name, key, seen={"first": 0}, first="one") == first
    assert Entry.objects.count() == 2


def test_a_page_attached_to_a_draft_and_pressed_twice_is_one_row(ada):
    typed(ada, "log", "begun elsewhere", field="first")
    key = uuid4()
    for _time in range(2):
        pressed(ada, "log", key, seen={"second": 0}, second="and kept here")
    entry = Entry.objects.get()
    assert entry.filled == ["first", "second"]
    assert not entry.is_open


def test_a_log_takes_a_new_entry_each_time_and_a_page_stays_one(ada):
    for name in ("log", "two"):
        for text in ("one", "two"):
            write(ada, form(name), first=text)
    assert Entry.objects.of_exercises([form("log").exercise]).count() == 2
    page = Entry.objects.of_exercises([form("two").exercise]).get()
    assert page.is_open
    assert entry_state(entry=page).fields[0].text == "two"


def test_a_draft_is_one_until_it_is_kept_and_belongs_to_the_day_it_was_kept_on(ada):
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        typed(ada, "log", "one", field="first")
        assert state(ada, "log").started_on == date(2026, 11, 20)
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        entry = pressed(ada, "log", state(ada, "log").entry_key, second="two")
        assert (entry.day, entry.is_open) == (date(2026, 11, 22), False)
        assert state(ada, "log").started_on is None


def test_a_day_is_the_writers_own(ada):
    ada.time_zone = "Pacific/Auckland"
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        assert write(ada, form("short"), answer="late").day == date(2026, 11, 21)


def test_an_entry_that_was_kept_is_edited_under_its_own_key(ada):
    entry = write(ada, form("log"), first="one")
    write(ada, form("log"), first="another")
    changed = pressed(ada, "log", entry.key, seen=seen(entry), first="one, and more")
    assert changed == entry
    assert not changed.is_open
    assert Entry.objects.count() == 2


def test_an_entry_left_without_words_goes(ada):
    entry = write(ada, form("two"), first="one")
    assert pressed(ada, "two", entry.key, seen=seen(entry), first="", second="") is None
    assert not Entry.objects.exists()


def test_what_a_page_had_not_seen_stays_beside_what_was_pressed(ada):
    typed(ada, "two", "typed elsewhere", field="first")
    pressed(ada, "two", uuid4(), seen={"first": 0, "second": 0}, first="pressed here", second="")
    field = state(ada, "two").fields[0]
    assert (field.text, field.others) == ("pressed here", [["typed elsewhere"]])


def test_good_fields_are_kept_and_bad_ones_come_back_as_typed(ada):
    key, long = uuid4(), "x" * 301
    refused = refusal(ada, "two", key, first=long, second="good")
    assert list(refused.errors) == ["first"]
    assert refused.errors["first"].startswith("This is 1 character over the 300 that fit here.")
    assert refused.entry == Entry.objects.get()
    assert refused.entry.filled == ["second"]
    shown = form_state(
        writer=ada,
        form=form("two"),
        key=key,
        errors=refused.errors,
        posted={"first": [long], "second": ["good"]},
    )
    assert [field.text for field in shown.fields] == [long, "good"]
    assert shown.fields[0].error


def test_nothing_is_asked_for_while_typing_and_what_is_asked_for_says_the_way_on(ada):
    key = uuid4()
    typed(ada, "asked", "good", field="second", key=key)
    refused = refusal(ada, "asked", key, first="", second="good")
    assert "everything else waits here as a draft" in refused.errors["first"]
    assert Entry.objects.get().is_open
    assert pressed(ada, "asked", key, keep=False, first="") == Entry.objects.get()
    assert not pressed(ada, "asked", key, first="one").is_open


def test_asked_for_and_all_empty_is_no_row(ada):
    assert refusal(ada, "asked", uuid4(), first="", second="").entry is None
    assert not Entry.objects.exists()


def test_rows_change_after_the_page_is_kept(ada):
    key = uuid4()
    up = RowChange("up", "answer", 1)
    entry = pressed(ada, "ladder", key, keep=False, change=up, answer=["first", "1", "second", "2", "", ""])
    assert entry.body["fields"]["answer"]["v"] == [["second", 2], ["first", 1]]
    gone = RowChange("remove", "answer", 0)
    entry = pressed(ada, "ladder", key, keep=False, change=gone, answer=["second", "2", "first", "1"])
    assert entry.body["fields"]["answer"]["v"] == [["first", 1]]


def test_empty_rows_are_offered_as_asked_and_never_beyond_what_fits(ada):
    def rows(more: int) -> int:
        return len(form_state(writer=ada, form=form("table"), more={"answer": more}).fields[0].rows)

    assert [rows(0), rows(3), rows(999)] == [2, 5, 50]


# Whose it is ------------------------------------------------------------------------------------------------------


def test_the_key_of_somebody_elses_entry_matches_nothing(ada, mallory):
    entry = write(ada, form("two"), first="mine")
    with pytest.raises(RuleBroken, match="out of date"):
        pressed(mallory, "two", entry.key, first="stolen")
    with pytest.raises(RuleBroken, match="out of date"):
        save_field(writer=mallory, form=form("two"), key=entry.key, field="first", values=["x"], seen=1)
    assert state(mallory, "two", entry.key).started_on is None
    entry.refresh_from_db()
    assert entry_state(entry=entry).fields[0].text == "mine"


def test_the_key_of_another_form_matches_nothing(ada):
    entry = write(ada, form("two"), first="mine")
    with pytest.raises(RuleBroken, match="out of date"):
        pressed(ada, "log", entry.key, first="other")
    assert Entry.objects.get() == entry


def test_an_entry_that_is_deleted_is_gone_at_once(ada):
    entry = write(ada, form("two"), first="mine")
    delete_entry(entry=entry)
    assert not Entry.objects.exists()
    take_other(entry=entry, field="first", index=0)
    assert not Entry.objects.exists()


# Own forms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("writing", {"title": "A day", "text": "Words."}),
        ("victory", {"line": "I called."}),
        ("check-in", {"word": "Heavy", "feelings": ["calm"], "note": "Rain."}),
        ("card", {"kit": "Tea.", "signals": "Cold hands.", "sentence": "Please wait."}),
    ],
)
def test_own_forms_are_kept_without_an_exercise(ada, name: str, answers):
    entry = write(ada, own_form(name), **answers)
    assert (entry.kind, entry.exercise) == (name, None)
    shown = entry_state(entry=Entry.objects.get())
    assert {field.key: field.value for field in shown.fields} == answers
    assert {field.was_label for field in shown.fields} == {""}


def test_two_free_pages_in_two_tabs_are_two_pages(ada):
    for _tab in range(2):
        save_field(writer=ada, form=own_form("writing"), key=uuid4(), field="text", values=["same"], seen=0)
    assert Entry.objects.count() == 2


def test_a_day_has_one_check_in_and_a_person_one_card(ada):
    for word in ("Heavy", "Clear"):
        write(ada, own_form("check-in"), word=word)
        write(ada, own_form("card"), kit=word)
    assert Entry.objects.count() == 2
    assert form_state(writer=ada, form=own_form("check-in")).fields[0].text == "Clear"
    with time_machine.travel(datetime(2031, 1, 1, 12, tzinfo=UTC)):
        write(ada, own_form("check-in"), word="Mixed")
    assert Entry.objects.count() == 3


# Conflicts --------------------------------------------------------------------------------------------------------


def test_what_stands_beside_can_be_taken_or_dropped(ada):
    first = typed(ada, "long", "one")
    with pytest.raises(Stale):
        typed(ada, "long", "two")
    entry = Entry.objects.get()
    stamp = state(ada, "long").fields[0].beside[0].stamp
    take_other(entry=entry, field="answer", index=0, stamp=stamp)
    take_other(entry=entry, field="answer", index=0, stamp=stamp)  # pressed twice
    field = state(ada, "long").fields[0]
    assert (field.text, field.others, field.sequence) == ("two", [["one"]], first.sequence + 1)
    drop_other(entry=entry, field="answer", index=0)
    assert state(ada, "long").fields[0].others == []
    assert Entry.objects.get().other is None


@pytest.mark.parametrize("begun_by", ["the page that was open", "another page"])
def test_a_page_of_a_deleted_entry_never_passes_for_one_of_the_entry_begun_after_it(ada, begun_by: str):
    key = uuid4()
    seen = typed(ada, "long", "deleted since", key=key).sequence
    delete_entry(entry=Entry.objects.get())
    typed(ada, "long", "begun anew", key=key if begun_by == "the page that was open" else uuid4())
    with pytest.raises(Stale):
        typed(ada, "long", "from a third page", key=key, seen=seen)
    field = state(ada, "long").fields[0]
    assert (field.text, field.others) == ("begun anew", [["from a third page"]])


# New words --------------------------------------------------------------------------------------------------------


def test_an_answer_to_other_words_is_shown_with_them(ada):
    entry = write(ada, form("short"), answer="harbour")
    publish_exercises(short=block("short", "- short: answer | Another question"))
    field = state(ada, "short").fields[0]
    assert (field.field.label, field.was_label, field.text) == (
        "Another question",
        "One word for it",
        "harbour",
    )
    read = entry_state(entry=Entry.objects.get())
    assert (read.fields[0].field.label, read.form.revision) == ("One word for it", 1)
    pressed(ada, "short", entry.key, seen=seen(entry), answer="harbour")
    assert state(ada, "short").fields[0].was_label == "One word for it"
    pressed(ada, "short", entry.key, seen=seen(entry), answer="lighthouse")
    assert state(ada, "short").fields[0].was_label == ""
    assert entry_state(entry=Entry.objects.get()).fields[0].field.label == "Another question"


def test_words_that_come_back_are_the_words_that_were_answered(ada):
    write(ada, form("short"), answer="harbour")
    publish_exercises(short=block("short", "- short: answer | Another question"))
    publish_exercises()
    assert state(ada, "short").fields[0].was_label == ""
    assert exercise("short").versions.count() == 2


def test_a_new_field_is_empty_in_an_old_entry_and_not_shown_when_reading_it(ada):
    write(ada, form("two"), first="one")
    publish_exercises(
        two=block("two", "- short: newest | New\n- short: first | The first\n- long: second | The second")
    )
    assert [field.text for field in state(ada, "two").fields] == ["", "one", ""]
    assert [field.key for field in entry_state(entry=Entry.objects.get()).fields] == ["first", "second"]


def test_answers_to_several_wordings_each_stand_under_their_own(ada):
    entry = write(ada, form("two"), first="one", second="two")
    publish_exercises(two=block("two", "- long: second | Second, anew\n- short: first | First, anew"))
    pressed(ada, "two", entry.key, seen=seen(entry), second="two, anew")
    read = entry_state(entry=Entry.objects.get())
    told = [(field.field.label, field.text) for field in read.fields]
    assert told == [("Second, anew", "two, anew"), ("The first", "one")]


def test_an_option_that_is_no_longer_offered_still_shows_and_can_be_kept(ada):
    chosen, several = write(ada, form("choice"), answer="so-so"), write(ada, form("choices"), answer=["tea"])
    publish_exercises(
        choice=block("choice", "- choice: answer | How was it? | fine / hard"),
        choices=block("choices", "- choices: answer | What helped? | walking / a friend"),
    )
    for name, entry, words in (("choice", chosen, "so-so"), ("choices", several, "tea")):
        field = state(ada, name).fields[0]
        assert [(one.words, one.is_gone) for one in field.options if one.is_chosen] == [(words, True)]
        assert pressed(ada, name, entry.key, seen=seen(entry), answer=field.sent) == entry
    kept = pressed(ada, "choices", several.key, seen=seen(several), answer=["tea", "walking"])
    assert kept.body["fields"]["answer"]["v"] == ["walking", "tea"]


def test_a_feeling_word_that_is_no_longer_offered_still_shows(ada):
    entry = write(ada, form("feelings"), answer=["calm"])
    body = entry.body
    body["fields"]["answer"]["v"] = ["bygone"]
    entry.body = body
    entry.save()
    groups = state(ada, "feelings").fields[0].groups
    assert groups[0].group is None
    assert [(one.words, one.is_chosen) for one in groups[0].options] == [("bygone", True)]
    assert pressed(ada, "feelings", entry.key, seen=seen(entry), answer=["bygone", "calm"]) == entry


def test_a_thing_to_sort_that_is_gone_is_told_and_stays(ada):
    entry = write(ada, form("sort"), answer={"my words": "mine", "the weather": "not mine"})
    publish_exercises(
        sort=block("sort", "- sort: answer | Whose? | her mood / my words | columns: mine / not mine")
    )
    field = state(ada, "sort").fields[0]
    assert [(one.words, one.side_words, one.is_gone) for one in field.options] == [
        ("her mood", "", False),
        ("my words", "mine", False),
        ("the weather", "not mine", True),
    ]
    kept = pressed(ada, "sort", entry.key, seen=seen(entry), answer=["0:0", *field.sent])
    assert kept.body["fields"]["answer"]["v"] == {
        "her mood": "mine",
        "my words": "mine",
        "the weather": "not mine",
    }


def test_a_retired_exercise_stays_readable_and_can_still_be_edited(ada):
    entry = write(ada, form("short"), answer="harbour")
    publish_exercises(short="")
    assert not offered_exercises(["short"])
    fresh = Entry.objects.with_exercise().get()
    assert entry_state(entry=fresh).fields[0].lines == ["harbour"]
    posted = {"answer": ["lighthouse"]}
    saved = save_page(
        writer=ada, form=form_of(fresh.exercise), key=entry.key, posted=posted, seen=seen(fresh), keep=True
    )
    assert entry_state(entry=saved).fields[0].lines == ["lighthouse"]


# What a page costs ------------------------------------------------------------------------------------------------


def test_the_exercises_of_a_page_cost_one_query_and_none_for_nobody(ada, django_assert_num_queries):
    offered = offered_exercises(["short", "log", "feelings"])
    write(ada, form("short"), answer="harbour")
    with django_assert_num_queries(1):
        shown = exercise_states(writer=ada, offered=offered)
    assert shown["short"].fields[0].text == "harbour"
    with django_assert_num_queries(0):
        shown = exercise_states(writer=None, offered=offered)
    assert not any(one.is_kept for one in shown.values())


def test_an_answer_to_old_words_costs_one_query_more_however_many_there_are(ada, django_assert_num_queries):
    for name in ("short", "long"):
        write(ada, form(name), answer="harbour")
    publish_exercises(
        short=block("short", "- short: answer | New words"), long=block("long", "- long: answer | New words")
    )
    offered = offered_exercises(["short", "long"])
    with django_assert_num_queries(2):
        shown = exercise_states(writer=ada, offered=offered)
    assert [shown[name].fields[0].was_label for name in ("short", "long")] == [
        "One word for it",
        "What happened?",
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_reading_many_entries_takes_one_query(ada, count: int, django_assert_num_queries):
    for name in [name for name in FIELDS if name != "feelings"][:count]:
        write(ada, form(name), answer=ANSWERS[name])
        write(ada, own_form("victory"), line="One more.")
    entries = list(Entry.objects.visible_to(ada).with_exercise())
    with django_assert_num_queries(1):
        shown = entry_states(entries=entries)
    assert all(one.is_begun for one in shown)
