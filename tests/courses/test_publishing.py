"""One transaction: the old library or the new one, identity by id, nothing lost."""

from datetime import timedelta

import pytest

from courses.models import Completion, Lesson, LessonAddress, Module
from courses.publishing import PublicationRefused, publish_library
from courses.services import enrol, finish, open_lesson, progress_of
from library.grammar import LibraryTree
from library.models import Publication, Reference, SupportLine, Term
from quizzes.models import Quiz
from quizzes.services import hand_in_check
from tests.builders import CHECK, NOON, Folder, course, lesson, lesson_text

pytestmark = pytest.mark.django_db


def rows() -> dict[str, list]:
    """Everything published, as it stands."""
    models = (Publication, Term, Reference, SupportLine, Quiz, Lesson, Module, LessonAddress)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_first_publication_puts_everything_in_place(folder, stella):
    report = folder.publish(by=stella)
    assert report.summary == "4 lessons new."
    assert [one.get_absolute_url() for one in Lesson.objects.published().light()] == [
        "/c/1/m1/1/", "/c/1/m1/2/", "/c/1/m2/1/", "/c/1/m2/2/",
    ]  # fmt: skip
    publication = Publication.objects.get()
    assert publication.is_current
    assert publication.published_by == stella
    assert Term.objects.get().term == "Safe base"
    assert SupportLine.objects.get(kind="crisis").country == "GB"
    assert Quiz.objects.published().checks().count() == 4


def test_the_stored_tree_can_be_read_back_as_it_was(folder):
    folder.publish()
    stored = Publication.objects.get().tree_text
    assert LibraryTree.model_validate_json(stored) == folder.compile()


def test_publishing_the_same_again_writes_nothing(folder, django_assert_max_num_queries):
    folder.publish()
    before = rows()
    tree = folder.compile()
    with django_assert_max_num_queries(35):
        report = publish_library(tree=tree, by=None, now=NOON + timedelta(days=1))
    assert report.is_unchanged
    assert report.summary == "Nothing changed."
    assert report.publication is None
    assert rows() == before


def test_a_dry_run_tells_and_writes_nothing(folder):
    folder.publish()
    before = rows()
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody else waited.", revision=2))
    report = publish_library(tree=folder.compile(), by=None, now=NOON, dry_run=True)
    assert report.summary == "1 lesson changed."
    assert rows() == before


def test_an_error_midway_leaves_readers_the_old_library(folder, monkeypatch):
    folder.publish()
    before = rows()
    folder.module("01/01", "course-1-module-1", title="Another title")
    (folder.root / "courses/01/02/02.md").rename(folder.root / "courses/01/01/09.md")
    folder.write("glossary.yaml", "- key: safe-base\n  term: Safe base\n  definition: Other words for it.\n")
    tree = folder.compile()
    with pytest.raises(RuntimeError, match="power"):
        publish_library(tree=tree, by=None, now=_Breaks())
    assert rows() == before


class _Breaks:
    """A moment that cannot be written: no lesson's words change here, so the last row is the first to fail."""

    def __getattr__(self, name):
        raise RuntimeError("power cut")


def test_renaming_every_file_and_reordering_everything_moves_nobodys_progress(folder, tmp_path, ada):
    folder.publish()
    keys = ["lesson-1-1-1", "lesson-1-1-2", "lesson-1-2-1", "lesson-1-2-2"]
    enrol(learner=ada, course=course())
    finish(learner=ada, lesson=lesson(keys[0]))
    open_lesson(learner=ada, lesson=lesson(keys[2]))
    before, urls = (
        progress_of(learner=ada, lesson_keys=keys),
        [lesson(key).get_absolute_url() for key in keys],
    )

    other = Folder(tmp_path / "other")
    other.course("zz-renamed", "course-1", title="Course 1")
    other.module("zz-renamed/a", "course-1-module-2", title="Module 1.2")
    other.module("zz-renamed/b", "course-1-module-1", title="Module 1.1")
    for path, key in {"a/x": keys[3], "a/y": keys[2], "b/x": keys[1], "b/y": keys[0]}.items():
        other.lesson(f"zz-renamed/{path}", lesson_text(key))
    report = other.publish()

    assert report.summary == "4 lessons in another order."
    assert progress_of(learner=ada, lesson_keys=keys) == before
    assert [lesson(key).get_absolute_url() for key in keys] == urls
    assert [one.key for one in Lesson.objects.published().light()] == [keys[3], keys[2], keys[1], keys[0]]


def test_a_vanished_lesson_is_retired_and_the_report_says_how_many_people_it_concerns(folder, ada, mallory):
    folder.publish()
    finish(learner=ada, lesson=lesson("lesson-1-2-2"))
    open_lesson(learner=mallory, lesson=lesson("lesson-1-2-2"))
    (folder.root / "courses/01/02/02.md").unlink()
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody else waited."))
    report = folder.publish()
    assert report.summary == "1 lesson changed, 1 lesson retired: 2 people have progress in it."
    assert lesson("lesson-1-2-2").retired_at is not None
    assert Completion.objects.filter(lesson__key="lesson-1-2-2").count() == 1


def test_a_returning_lesson_has_its_old_address_and_its_people(folder, ada):
    folder.publish()
    finish(learner=ada, lesson=lesson("lesson-1-2-2"))
    path = folder.root / "courses/01/02/02.md"
    text = path.read_text()
    path.unlink()
    folder.publish()
    path.write_text(text)
    report = folder.publish()
    assert report.summary == "1 lesson back."
    assert lesson("lesson-1-2-2").get_absolute_url() == "/c/1/m2/2/"
    assert progress_of(learner=ada, lesson_keys=["lesson-1-2-2"])["lesson-1-2-2"].is_finished


def test_numbers_of_retired_lessons_are_never_used_again(folder):
    folder.publish()
    (folder.root / "courses/01/02/02.md").unlink()
    folder.publish()
    folder.lesson("01/02/05", lesson_text("another"))
    folder.publish()
    assert lesson("another").get_absolute_url() == "/c/1/m2/3/"
    assert lesson("another").position == 2


def test_a_moved_lesson_gets_a_new_address_and_keeps_the_old_one(folder):
    folder.publish()
    path = folder.root / "courses/01/01/01.md"
    path.rename(folder.root / "courses/01/02/09.md")
    report = folder.publish()
    assert report.summary.startswith("1 lesson moved")
    moved = lesson("lesson-1-1-1")
    assert moved.get_absolute_url() == "/c/1/m2/3/"
    assert set(moved.addresses.values_list("module_number", "number")) == {(1, 1), (2, 3)}


def test_a_lesson_that_moves_back_gets_its_first_address_again(folder):
    folder.publish()
    here, there = folder.root / "courses/01/01/01.md", folder.root / "courses/01/02/09.md"
    here.rename(there)
    folder.publish()
    there.rename(here)
    folder.publish()
    assert lesson("lesson-1-1-1").get_absolute_url() == "/c/1/m1/1/"
    assert lesson("lesson-1-1-1").addresses.count() == 2


def test_a_module_may_move_to_another_course(folder, ada):
    folder.publish()
    finish(learner=ada, lesson=lesson("lesson-1-2-1"))
    folder.course("02", "course-2", order=2)
    (folder.root / "courses/01/02").rename(folder.root / "courses/02/01")
    folder.publish()
    moved = lesson("lesson-1-2-1")
    assert moved.get_absolute_url() == "/c/2/m1/1/"
    assert set(moved.addresses.values_list("course__number", "module_number", "number")) == {
        (1, 2, 1),
        (2, 1, 1),
    }
    folder.module("01/03", "a-new-module")
    folder.lesson("01/03/01", lesson_text("a-new-lesson"))
    folder.publish()
    assert lesson("a-new-lesson").get_absolute_url() == "/c/1/m3/1/"


def test_a_new_revision_is_news_and_a_correction_is_not(folder, ada):
    folder.publish()
    finish(learner=ada, lesson=lesson())
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody waits by the window."))
    assert "Corrected, same revision: lesson-1-1-1" in folder.publish().changes
    assert not progress_of(learner=ada, lesson_keys=["lesson-1-1-1"])["lesson-1-1-1"].is_new_since
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody waits.", revision=2))
    assert "Changed, a new revision: lesson-1-1-1 (1 → 2)" in folder.publish().changes
    state = progress_of(learner=ada, lesson_keys=["lesson-1-1-1"])["lesson-1-1-1"]
    assert state.is_new_since
    assert state.is_finished


def test_a_lower_revision_is_refused_and_says_where(folder):
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=3))
    folder.publish()
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    with pytest.raises(PublicationRefused, match=r"01\.md: revision 2 is lower than the published 3"):
        folder.publish()


def test_a_check_that_people_answered_cannot_change_its_questions(folder, ada):
    folder.publish()
    quiz = Quiz.objects.with_words().get(key="lesson-1-1-1-check")
    hand_in_check(learner=ada, quiz=quiz, chosen={"q1": ["a"], "q2": ["b"]}, after="")
    before = rows()
    changed = CHECK.replace("- [ ] A chair. | The chair stayed where it was.\n", "")
    changed = changed.replace(
        "- [x] A cup. | Yes. The cup moved.\n",
        "- [x] A cup. | Yes.\n- [ ] A lamp. | No.\n- [ ] Both. | No.\n",
    )
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", pieces=[changed]))
    with pytest.raises(PublicationRefused, match="1 person has answered"):
        folder.publish()
    assert rows() == before


def test_links_between_lessons_follow_a_lesson_that_moves(folder):
    words = "Read [the other one](lesson:lesson-1-1-2) first."
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", words=words))
    folder.publish()
    assert 'href="/c/1/m1/2/"' in lesson().parts[0]["html"]
    (folder.root / "courses/01/01/02.md").rename(folder.root / "courses/01/02/09.md")
    folder.publish()
    assert 'href="/c/1/m2/3/"' in lesson().parts[0]["html"]
    assert "lesson:" not in str(list(Lesson.objects.values("parts", "extras")))


def test_a_lesson_knows_its_neighbours_and_its_extras(library):
    second = lesson("lesson-1-1-2")
    assert second.around["previous"] == {"title": "Lesson 1 1 1", "url": "/c/1/m1/1/"}
    assert second.around["next"] == {"title": "Lesson 1 2 1", "url": "/c/1/m2/1/"}
    assert second.around["of"] == 2
    assert second.around["checks"] == ["lesson-1-1-2-check"]
    assert second.extras["after_story"] == "part-1"
    assert '<h2 id="part-1" tabindex="-1">' in second.parts[0]["html"], "skipping the story moves the focus"
    assert [term["key"] for term in second.extras["terms"]] == ["safe-base"]


def test_a_vanished_course_takes_its_lessons_out_of_sight_but_deletes_nothing(folder, ada):
    folder.course("02", "course-2", order=2)
    folder.module("02/01", "course-2-module-1")
    folder.lesson("02/01/01", lesson_text("lesson-2-1-1"))
    folder.publish()
    finish(learner=ada, lesson=lesson("lesson-2-1-1"))
    for path in sorted((folder.root / "courses/02").rglob("*.*")):
        path.unlink()
    (folder.root / "courses/02/01").rmdir()
    (folder.root / "courses/02").rmdir()
    folder.publish()
    assert not course("course-2").is_open
    assert Completion.objects.count() == 1
