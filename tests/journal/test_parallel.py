"""Several pages of one person at the same moment, on a database that lets them."""

from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.models import User
from common.autosave import Saved, Stale
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules.bodies import KEPT_BESIDE
from journal.rules.forms import Form
from journal.services import delete_entry, drop_other, form_state, own_form, save_field, save_page
from tests.journal.builders import form, publish_exercises, seen, write
from tests.quizzes.test_parallel import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the PostgreSQL half of `make test` runs these"
    ),
]


@pytest.fixture
def forms() -> dict[str, Form]:
    publish_exercises()
    return {name: form(name) for name in ("long", "two", "log")}


def typing(
    writer: User, form: Form, text: str, *, field: str = "first", key: UUID | None = None, seen: int = 0
):
    return lambda: save_field(
        writer=writer, form=form, key=key or uuid4(), field=field, values=[text], seen=seen
    )


def pressing(writer: User, form: Form, key: UUID, seen: int = 0, **texts: str):
    posted = {name: [text] for name, text in texts.items()}
    numbers = dict.fromkeys(texts, seen)
    return lambda: save_page(writer=writer, form=form, key=key, posted=posted, seen=numbers, keep=True)


def kept(writer: User, form: Form, field: str) -> set[str]:
    shown = next(one for one in form_state(writer=writer, form=form).fields if one.key == field)
    return {shown.text, *(line for other in shown.others for line in other)}


def test_first_words_of_two_pages_at_once_are_one_row_and_both_are_kept(ada, forms):
    texts = [f"text {n}" for n in range(4)]
    told = at_once(*[typing(ada, forms["long"], text, field="answer") for text in texts])
    assert Entry.objects.count() == 1
    assert sum(isinstance(one, Saved) for one in told) == 1
    assert sum(isinstance(one, Stale) for one in told) == 3
    assert kept(ada, forms["long"], "answer") == set(texts)


def test_the_same_first_words_sent_twice_at_once_are_no_conflict(ada, forms):
    key = uuid4()
    told = at_once(*[typing(ada, forms["two"], "same", key=key) for _ in range(4)])
    assert told == [Saved(seen(Entry.objects.get())["first"])] * 4
    assert kept(ada, forms["two"], "first") == {"same"}


def test_later_words_of_two_pages_at_once_are_both_kept(ada, forms):
    entry = write(ada, forms["two"], first="before")
    last = seen(entry)["first"]
    told = at_once(*[typing(ada, forms["two"], f"text {n}", key=entry.key, seen=last) for n in range(4)])
    assert sum(one == Saved(last + 1) for one in told) == 1
    assert kept(ada, forms["two"], "first") == {f"text {n}" for n in range(4)}


def test_different_fields_saved_at_once_do_not_meet(ada, forms):
    last = 0
    for time in range(3):
        told = at_once(
            *[
                typing(ada, forms["two"], f"{field} {time}", field=field, seen=last)
                for field in ("first", "second")
            ]
        )
        last = seen(Entry.objects.get())["first"]
        assert told == [Saved(last)] * 2
    entry = Entry.objects.get()
    assert {name: held["v"] for name, held in entry.body["fields"].items()} == {
        "first": "first 2",
        "second": "second 2",
    }


def test_a_page_pressed_twice_at_once_is_one_row(ada, forms):
    for name in ("two", "log"):
        key = uuid4()
        first, *others = at_once(
            *[pressing(ada, forms[name], key, first="one", second="two") for _ in range(4)]
        )
        assert others == [first] * 3
    assert Entry.objects.count() == 2
    assert {entry.other for entry in Entry.objects.all()} == {None}


def test_own_forms_pressed_twice_at_once_are_one_row_each(ada):
    for name, texts in (("writing", {"text": "x"}), ("check-in", {"word": "Heavy"}), ("card", {"kit": "x"})):
        key = uuid4()
        at_once(*[pressing(ada, own_form(name), key, **texts) for _ in range(3)])
        at_once(*[pressing(ada, own_form(name), uuid4(), **texts) for _ in range(2 * (name != "writing"))])
    assert Entry.objects.count() == 3


def test_typing_that_meets_the_press_of_a_draft_is_kept_in_one_entry(ada, forms):
    draft = save_field(
        writer=ada, form=forms["log"], key=(key := uuid4()), field="first", values=["one"], seen=0
    )
    told = at_once(
        pressing(ada, forms["log"], key, draft.sequence, first="pressed"),
        typing(ada, forms["log"], "typed", key=key, seen=draft.sequence),
        typing(ada, forms["log"], "beside", key=key, field="second"),
    )
    entry = Entry.objects.get()
    assert not entry.is_open
    words = {held["v"] for held in entry.body["fields"].values()} | set((entry.other or {}).get("first", ()))
    assert words == {"pressed", "typed", "beside"} or (
        # Typed by the page that then pressed: it had seen what it replaced.
        words == {"pressed", "beside"} and Saved(draft.sequence + 1) in told
    )


def test_a_storm_of_saves_loses_no_text_within_the_bound(ada, forms):
    texts = [f"text {n}" for n in range(KEPT_BESIDE + 1)]
    told = at_once(*[typing(ada, forms["long"], text, field="answer") for text in texts])
    assert not [one for one in told if not isinstance(one, Saved | Stale)]
    assert kept(ada, forms["long"], "answer") == set(texts)


def test_words_that_meet_a_deletion_do_not_bring_the_entry_back(ada, forms):
    entry = write(ada, forms["two"], first="one", second="two")
    told = at_once(
        lambda: delete_entry(entry=entry),
        *[typing(ada, forms["two"], f"{n}", key=entry.key, seen=seen(entry)["first"]) for n in range(3)],
    )
    assert all(one is None or isinstance(one, Saved | Stale | RuleBroken) for one in told)
    left = Entry.objects.first()
    assert left is None or left.filled == ["first"]  # begun anew after it; nothing that was deleted is in it


def test_a_button_pressed_twice_at_once_lets_go_of_one(ada, forms):
    typing(ada, forms["long"], "one", field="answer")()
    for text in ("two", "three"):
        with pytest.raises(Stale):
            typing(ada, forms["long"], text, field="answer")()
    entry = Entry.objects.get()
    stamp = form_state(writer=ada, form=forms["long"]).fields[0].beside[0].stamp
    at_once(*[lambda: drop_other(entry=entry, field="answer", index=0, stamp=stamp)] * 3)
    assert kept(ada, forms["long"], "answer") == {"one", "three"}
