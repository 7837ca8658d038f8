"""An earlier publication can be brought back, and nobody loses anything by it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.models import Completion, Lesson
from courses.publishing import restore_publication
from courses.services import finish
from library.models import Publication
from tests.builders import NOON, Folder, lesson, lesson_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path).fill(courses=1, modules=1, lessons=2)


def words_of(key: str) -> str:
    return "".join(part.get("html", "") for part in lesson(key).parts)


def rewritten(folder: Folder) -> None:
    folder.lesson(
        "01/01/01", lesson_text("lesson-1-1-1", revision=2, words="Somebody left by the back door.")
    )
    folder.lesson("01/01/03", lesson_text("lesson-1-1-3"))


def test_an_earlier_publication_comes_back_word_for_word(folder: Folder):
    first = folder.publish().publication
    rewritten(folder)
    folder.publish()
    assert "back door" in words_of("lesson-1-1-1")

    report = restore_publication(publication=first, by=None, now=NOON)

    assert "by the window" in words_of("lesson-1-1-1")
    assert not lesson("lesson-1-1-3").is_published
    current = Publication.objects.current().get()
    assert current == report.publication
    assert current.digest == first.digest
    assert Publication.objects.count() == 3


def test_a_finished_lesson_stays_finished_when_older_words_return(folder: Folder, ada: User):
    first = folder.publish().publication
    rewritten(folder)
    folder.publish()
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    finish(learner=ada, lesson=lesson("lesson-1-1-3"))

    restore_publication(publication=first, by=None, now=NOON)

    assert lesson("lesson-1-1-1").revision == 2
    assert Completion.objects.visible_to(ada).standing().count() == 2


def test_what_is_in_the_folder_can_be_published_again_afterwards(folder: Folder):
    first = folder.publish().publication
    rewritten(folder)
    folder.publish()
    restore_publication(publication=first, by=None, now=NOON)

    folder.publish()

    assert "back door" in words_of("lesson-1-1-1")
    assert lesson("lesson-1-1-3").is_published


def test_a_dry_run_of_a_restoration_changes_nothing(folder: Folder):
    first = folder.publish().publication
    rewritten(folder)
    folder.publish()
    before = list(Lesson.objects.order_by("pk").values())

    report = restore_publication(publication=first, by=None, now=NOON, dry_run=True)

    assert report.changes
    assert list(Lesson.objects.order_by("pk").values()) == before
    assert Publication.objects.count() == 2


def test_the_command_lists_publications_and_restores_one_by_the_beginning_of_its_key(folder: Folder):
    first = folder.publish().publication
    rewritten(folder)
    folder.publish()
    told = StringIO()
    call_command("restore_publication", stdout=told)
    assert str(first.key)[:8] in told.getvalue()
    assert told.getvalue().count("(current)") == 1

    call_command("restore_publication", str(first.key)[:8], stdout=told)

    assert "by the window" in words_of("lesson-1-1-1")


def test_the_command_says_when_a_key_names_no_publication(folder: Folder):
    folder.publish()
    with pytest.raises(CommandError, match="No publication begins with “nothing”"):
        call_command("restore_publication", "nothing", stdout=StringIO())
