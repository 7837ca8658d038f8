"""Exercises into rows: what changes, what is refused, and what stays for those who wrote."""

from datetime import timedelta

import pytest

from courses.publishing import PublicationRefused, publish_library
from journal.models import Entry, Exercise, ExerciseVersion
from journal.publishing import Placed, publish
from journal.services import save_page
from library.grammar.trees import ExerciseTree, FieldTree
from tests.builders import NOON, Folder
from tests.journal.builders import block, blocks, exercise, fill, form, publish_exercises, seen, write

LATER = NOON + timedelta(days=1)


@pytest.fixture
def folder(tmp_path, db) -> Folder:
    folder = fill(Folder(tmp_path))
    folder.publish()
    return folder


def refused(**changes: str) -> str:
    before = list(ExerciseVersion.objects.order_by("pk").values())
    with pytest.raises(PublicationRefused) as caught:
        publish_exercises(**changes)
    assert list(ExerciseVersion.objects.order_by("pk").values()) == before
    assert len(caught.value.sentences) == 1
    return caught.value.sentences[0]


def placed(*names: str) -> list[Placed]:
    word = FieldTree(type="short", key="word", label="Word")
    trees = [
        ExerciseTree(id=name, title=name, mode="page", lighter="Less.", intro_html="", fields=(word,))
        for name in names
    ]
    return [Placed(tree, "c", "Course", "Lesson", f"/c/1/#{tree.id}", at) for at, tree in enumerate(trees, 1)]


def test_every_exercise_has_a_number_its_words_and_its_place(folder):
    rows = Exercise.objects.order_by("position")
    assert [row.key for row in rows] == list(blocks())
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    last = exercise("kit")
    assert (last.pocket, last.mode, last.title) == ("kit", "page", "Kit")
    assert (last.course_key, last.course_title, last.lesson_title) == ("course-1", "Course 1", "Lesson kit")
    assert last.lesson_url.startswith("/c/1/m1/")
    assert last.lesson_url.endswith("#exercise-1")
    assert last.current.revision == 1
    assert form("own").is_private_always
    assert not form("kit").is_private_always


def test_unchanged_content_writes_nothing(db, django_assert_num_queries):
    names = [f"exercise-{n}" for n in range(82)]
    publish(exercises=placed(*names), now=NOON)
    with django_assert_num_queries(3) as asked:  # a savepoint, one look, and its release
        assert publish(exercises=placed(*names), now=LATER) == []
    assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in asked)


def test_the_report_tells_what_changed(folder):
    folder.lesson(
        "01/01/01-short",
        (folder.root / "courses/01/01/01-short.md").read_text().replace("One word", "A word"),
    )
    (folder.root / "courses/01/01/02-long.md").unlink()
    report = folder.publish(now=LATER)
    assert "Exercise “short” changed." in report.changes
    assert "Exercise “long” is retired; what people wrote in it stays." in report.changes
    assert exercise("long").retired_at == LATER
    fill(folder)
    assert "Exercise “long” is back." in folder.publish(now=LATER).changes
    assert exercise("long").retired_at is None


def test_a_number_is_given_once_and_never_again(db):
    publish(exercises=placed("one", "two"), now=NOON)
    publish(exercises=placed("one"), now=LATER)
    publish(exercises=placed("one", "three"), now=LATER)
    publish(exercises=placed("two", "three", "one"), now=LATER)
    assert dict(Exercise.objects.values_list("key", "number")) == {"one": 1, "two": 2, "three": 3}
    assert dict(Exercise.objects.values_list("key", "position")) == {"one": 3, "two": 1, "three": 2}


def test_words_that_come_back_are_the_version_they_were(db):
    for words in ("First", "Second", "First", "Third"):
        publish_exercises(short=block("short", f"- short: answer | {words}"))
    row = exercise("short")
    assert row.current.revision == 3
    assert list(row.versions.order_by("revision").values_list("revision", flat=True)) == [1, 2, 3]


def test_title_pocket_and_mode_follow_the_words(db):
    publish_exercises()
    publish_exercises(
        kit=block("kit", "- long: answer | What steadies you?", "mode: log\npocket: signals", "Signs")
    )
    row = exercise("kit")
    assert (row.title, row.pocket, row.mode) == ("Signs", "signals", "log")


def test_a_lesson_that_moved_takes_its_exercises_along(folder):
    folder.module("01/00", "course-1-module-0")
    source = folder.root / "courses/01/01/12-log.md"
    folder.lesson("01/00/01-log", source.read_text())
    source.unlink()
    folder.publish(now=LATER)
    row = exercise("log")
    assert row.lesson_url == "/c/1/m2/1/#exercise-1"
    assert row.position == 1
    assert row.current.revision == 1


def test_a_field_with_answers_is_not_removed(ada, mallory, db):
    publish_exercises()
    for person in (ada, mallory):
        write(person, form("two"), first="one")
    sentence = refused(two=block("two", "- long: second | The second"))
    assert sentence.startswith("content/courses/01/01/11-two.md: ")
    assert "no longer has the field “first”, which 2 people have answered." in sentence
    assert sentence.endswith("Put it back, or give the exercise a new id.")
    publish_exercises(two=block("two", "- short: first | The first"))  # nobody answered the second


def test_a_field_with_answers_keeps_its_type(ada, db):
    publish_exercises()
    write(ada, form("two"), first="one")
    sentence = refused(two=block("two", "- long: first | The first\n- long: second | The second"))
    assert "changed its type, but 1 person has answered it." in sentence


def test_a_table_that_somebody_filled_in_keeps_its_columns(ada, db):
    publish_exercises()
    write(ada, form("table"), answer=[["a cup", "the sill"]])
    assert "1 person has filled it in" in refused(
        table=block("table", "- table: answer | Saw | what / where / when")
    )
    publish_exercises(table=block("table", "- table: answer | Saw | which / place"))


def test_an_exercise_that_somebody_wrote_in_keeps_its_mode(ada, db):
    publish_exercises()
    write(ada, form("two"), first="one")
    fields = "- short: first | The first\n- long: second | The second"
    assert "changed from mode page to log, but 1 person" in refused(two=block("two", fields, "mode: log"))


def test_an_answer_that_was_taken_back_holds_nothing_up(ada, db):
    publish_exercises()
    entry = write(ada, form("two"), first="one", second="two")
    save_page(
        writer=ada, form=form("two"), key=entry.key, posted={"first": [""]}, seen=seen(entry), keep=True
    )
    publish_exercises(two=block("two", "- long: second | The second"))
    assert Entry.objects.get().filled == ["second"]


def test_an_exercise_that_returns_keeps_what_people_answered(ada, db):
    publish_exercises()
    write(ada, form("two"), first="one")
    publish_exercises(two="")
    assert "“first”" in refused(two=block("two", "- long: second | The second"))


def test_a_dry_run_tells_and_changes_nothing(folder):
    before = list(Exercise.objects.order_by("pk").values())
    (folder.root / "courses/01/01/02-long.md").unlink()
    report = publish_library(tree=folder.compile(), by=None, now=LATER, dry_run=True)
    assert "Exercise “long” is retired; what people wrote in it stays." in report.changes
    assert list(Exercise.objects.order_by("pk").values()) == before
