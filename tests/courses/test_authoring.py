"""The author's way: edit, check, preview, publish."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courses.models import Lesson
from library.models import Publication
from tests.builders import EXERCISE, SETTLE, lesson, lesson_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(folder, settings):
    settings.CONTENT_DIR = folder.root
    return folder


def said(capsys, command: str, **options) -> str:
    call_command(command, **options)
    return capsys.readouterr().out


def test_check_says_where_and_how_to_mend_it_and_ends_with_a_refusal(content, capsys):
    broken = lesson_text("lesson-1-1-1").replace("(term:safe-base)", "(term:nowhere)")
    content.lesson("01/01/01", broken)
    with pytest.raises(CommandError, match="1 to mend"):
        call_command("check_content")
    assert "\ncontent/courses/01/01/01.md:16: There is no term" in capsys.readouterr().out


def test_check_writes_nothing(content, capsys):
    assert "Ready to publish: 1 courses, 2 modules, 4 lessons." in said(capsys, "check_content")
    assert not Lesson.objects.exists()


def test_the_report_is_a_table_of_lessons_and_what_they_repeat(content, capsys):
    out = said(capsys, "check_content", report=True)
    assert "Lesson   Id " in out
    assert [line.split()[:2] for line in out.splitlines() if line.startswith("1.")] == [
        ["1.1.1", "lesson-1-1-1"], ["1.1.2", "lesson-1-1-2"], ["1.2.1", "lesson-1-2-1"], ["1.2.2", "lesson-1-2-2"],
    ]  # fmt: skip
    assert "All together" in out
    assert "nearly the same: " in out
    assert "01/01/01.md:" in out.split("nearly the same")[1]
    assert "Lessons that begin alike: 1\n  4 times  “somebody waited …”  in 1.1.1, 1.1.2, 1.2.1, 1.2.2" in out
    assert "Paragraphs that begin alike" in out
    assert out.splitlines()[-1].startswith("Ready to publish")


def test_publish_prints_the_difference_and_a_dry_run_changes_nothing(content, capsys):
    out = said(capsys, "publish_content", dry_run=True)
    assert "4 lessons new." in out
    assert "nothing was changed" in out
    assert not Publication.objects.exists()
    said(capsys, "publish_content")
    content.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody sat down.", revision=2))
    out = said(capsys, "publish_content")
    assert "Changed, a new revision: lesson-1-1-1 (1 → 2)" in out
    assert "1 lesson changed." in out
    content.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody stood up.", revision=3))
    out = said(capsys, "publish_content", verbosity=0)
    assert out.endswith("1 lesson changed.\n")
    assert "2 → 3" not in out
    assert said(capsys, "publish_content").splitlines()[-1] == "Nothing changed."


def test_a_refusal_is_a_sentence_and_not_a_traceback(content, capsys):
    content.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=5))
    said(capsys, "publish_content")
    content.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=4))
    with pytest.raises(CommandError, match="Write revision 5 or higher"):
        call_command("publish_content")


def test_errors_stop_a_publication(content):
    content.lesson("01/01/02", "no front matter")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("publish_content")
    assert not Publication.objects.exists()


@pytest.mark.parametrize("address", ["/preview/", "/preview/lesson-1-1-1/"])
def test_previews_are_for_staff_only(content, as_ada, as_carl, as_stella, client: Client, address):
    assert as_ada.get(address).status_code == 404
    assert as_carl.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert as_stella.get(address).status_code == 200


def test_a_saved_file_shows_when_the_preview_is_loaded_again(content, as_stella):
    assert "Somebody waited by the window." in as_stella.get("/preview/lesson-1-1-1/").content.decode()
    path = content.lesson("01/01/01", lesson_text("lesson-1-1-1", words="Somebody sat down."))
    os.utime(path, ns=(1, 1))
    page = as_stella.get("/preview/lesson-1-1-1/").content.decode()
    assert "Somebody sat down." in page
    assert "This lesson has" in page, "the warnings of this file stand on its page"
    assert not Lesson.objects.exists()


def test_a_preview_is_the_readers_page_with_every_feedback_and_no_way_to_finish(content, as_stella):
    words = "Read [the next](lesson:lesson-1-1-2)."
    content.lesson("01/01/01", lesson_text("lesson-1-1-1", words=words, pieces=[SETTLE, EXERCISE]))
    page = " ".join(as_stella.get("/preview/lesson-1-1-1/").content.decode().split())
    assert 'href="/preview/lesson-1-1-2/"' in page
    assert "You can do this on paper" in page
    assert "<title>Module 1, lesson 1 –" in page
    assert "finish/" not in page
    assert "data-place-url" not in page
    page = as_stella.get("/preview/lesson-1-1-2/").content.decode()
    assert "The chair stayed where it was." in page


def test_the_preview_lists_problems_as_located_lines(content, as_stella):
    content.lesson("01/01/01", lesson_text("lesson-1-1-1").replace("(term:safe-base)", "(term:nowhere)"))
    for address in ("/preview/", "/preview/lesson-1-1-2/"):
        page = as_stella.get(address).content.decode()
        assert "<code>content/courses/01/01/01.md:15</code>" in page
        assert "There are errors" in page


def test_a_lesson_that_is_not_in_the_folder_has_no_preview(content, as_stella):
    assert as_stella.get("/preview/never-was/").status_code == 404


def test_staff_see_publications_and_lessons_but_cannot_change_them(content, as_stella, stella, capsys):
    stella.is_superuser = True
    stella.save()
    said(capsys, "publish_content")
    publication = Publication.objects.get()
    assert "4 lessons new" in as_stella.get("/staff/library/publication/").content.decode()
    assert as_stella.get(f"/staff/library/publication/{publication.pk}/change/").status_code == 200
    assert as_stella.get("/staff/courses/lesson/").status_code == 200
    assert as_stella.get(f"/staff/courses/lesson/{lesson().pk}/change/").status_code == 200
    assert as_stella.get("/staff/courses/lesson/add/").status_code == 403
    assert as_stella.post(f"/staff/courses/lesson/{lesson().pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_figure_is_served_and_nothing_else_in_the_folder_is(content, client: Client, capsys):
    shape = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
    content.write("figures/dot.svg", shape)
    content.lesson(
        "01/01/01", lesson_text("lesson-1-1-1", words="![A dot](figures/dot.svg) Somebody waited.")
    )
    said(capsys, "publish_content")
    assert 'src="/c/figures/dot.svg"' in client.get("/c/1/m1/1/").content.decode()
    answer = client.get("/c/figures/dot.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.decode() == shape
    (content.root / "figures/out.svg").symlink_to(content.root / "glossary.yaml")
    for name in (
        "../glossary.yaml",
        "out.svg",
        "%2e%2e/glossary.yaml",
        "no.svg",
        "a%00.svg",
        f"{'a' * 300}.svg",
    ):
        assert client.get(f"/c/figures/{name}").status_code == 404, name
