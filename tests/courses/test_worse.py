"""“This made things worse”: on every lesson, counted once, told to the people who write, and to nobody who asks who."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import AdverseReport
from courses.services import keep_place, report_worse, tallies
from courses.services.worse import UNSIGNED_A_DAY
from tests.builders import NOON, lesson, lesson_text

pytestmark = pytest.mark.django_db
FIRST, SECOND = "/c/1/m1/1/", "/c/1/m1/2/"
LISTED = reverse("admin:courses_adversereport_changelist")


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def main_of(response) -> str:
    page = text_of(response)
    return page[page.index("<main") : page.index("</main>")]


def strict(client: Client) -> Client:
    """The same browser, as it is outside tests: forms need their token."""
    client.handler.enforce_csrf_checks = True
    return client


def token_in(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def test_every_lesson_ends_with_the_button(library, as_ada, client: Client):
    for reader, address in ((as_ada, FIRST), (as_ada, SECOND), (client, FIRST)):
        page = text_of(reader.get(address))
        card = page[page.index('id="finished"') :]
        assert re.search(rf'href="{address}feedback/"[^>]*>This made things worse</a>', card)


def test_it_is_there_after_finishing_too(library, as_ada):
    as_ada.post(f"{FIRST}finish/")
    assert "This made things worse" in text_of(as_ada.get(FIRST))


def test_asking_changes_nothing_and_says_what_will_happen(library, as_ada):
    page = main_of(as_ada.get(f"{SECOND}feedback/"))
    assert "Did this lesson leave you feeling worse?" in page
    assert "Nobody is told that it was you, and it does not bring anyone to you." in page
    assert f'href="{SECOND}"' in page
    assert 'href="/pause/"' in page
    assert 'href="/help/"' in page
    assert "<textarea" not in page
    assert 'type="text"' not in page
    assert AdverseReport.objects.count() == 0


def test_title_is_neutral_and_the_page_stays_out_of_caches_and_indexes(library, as_ada, client: Client):
    assert "<title>Module 1, lesson 2 –" in text_of(as_ada.get(f"{SECOND}feedback/"))
    answer = client.get(f"{FIRST}feedback/")
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text_of(answer)


def test_telling_is_one_press_and_ends_in_a_thank_you(library, as_ada, ada):
    answer = as_ada.post(f"{SECOND}feedback/")
    assert answer["Location"] == f"{SECOND}feedback/?told=yes"
    page = main_of(as_ada.get(answer["Location"]))
    assert "Thank you for telling us" in page
    assert "The people who write the lessons will see it." in page
    assert "Nobody is told that it was you, and nobody will come" in page
    for way in ("/pause/", "/help/", SECOND, "/today/"):
        assert f'href="{way}"' in page
    assert "<form" not in page, "nothing is left to press twice"
    report = AdverseReport.objects.get()
    assert (report.lesson.key, report.revision, report.reporter) == ("lesson-1-1-2", 1, ada)


def test_pressing_twice_counts_once_for_each_revision(folder, ada):
    folder.publish()
    report_worse(lesson=lesson(), reporter=ada)
    report_worse(lesson=lesson(), reporter=ada)
    assert AdverseReport.objects.count() == 1
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    folder.publish()
    report_worse(lesson=lesson(), reporter=ada)
    assert sorted(AdverseReport.objects.values_list("revision", flat=True)) == [1, 2]


def test_the_database_too_keeps_one_report_a_person(library, ada):
    report_worse(lesson=lesson(), reporter=ada)
    with pytest.raises(IntegrityError):
        AdverseReport.objects.create(lesson=lesson(), revision=1, reporter=ada, reported_at=NOON)


def test_the_heading_last_reached_goes_with_it_and_nothing_unknown_does(library, ada, mallory, as_ada):
    keep_place(learner=ada, lesson=lesson(), place="check-1")
    as_ada.post(f"{FIRST}feedback/", {"place": "<script>"})
    report_worse(lesson=lesson(), reporter=mallory, place="<script>")
    assert list(AdverseReport.objects.order_by("pk").values_list("place", flat=True)) == ["check-1", ""]


def test_without_an_account_it_works_where_the_lesson_is_open(library, client: Client):
    reader = strict(client)
    assert "csrfmiddlewaretoken" not in text_of(reader.get(FIRST)), "the lesson's page can be cached"
    assert reader.post(f"{FIRST}feedback/").status_code == 403
    page = main_of(reader.get(f"{FIRST}feedback/"))
    assert "Your account is kept with it" not in page
    answer = reader.post(f"{FIRST}feedback/", {"csrfmiddlewaretoken": token_in(page)}, follow=True)
    page = main_of(answer)
    assert "Thank you for telling us" in page
    assert "/today/" not in page
    assert "Your place is kept" not in page
    assert AdverseReport.objects.get().reporter is None
    assert "sessionid" not in reader.cookies


def test_without_an_account_the_other_lessons_ask_to_sign_in(library, client: Client):
    for answer in (client.get(f"{SECOND}feedback/"), client.post(f"{SECOND}feedback/")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
    assert AdverseReport.objects.count() == 0


def test_a_lesson_that_is_gone_or_never_was_has_no_such_page(folder, as_ada):
    folder.publish()
    (folder.root / "courses/01/02/02.md").unlink()
    folder.publish()
    for address in ("/c/1/m2/2/feedback/", "/c/1/m2/9/feedback/"):
        assert as_ada.get(address).status_code == 404
        assert as_ada.post(address).status_code == 404


def test_one_visitor_cannot_bury_what_others_say(library, ada, client: Client):
    with time_machine.travel(NOON, tick=False):
        for _ in range(UNSIGNED_A_DAY + 3):
            report_worse(lesson=lesson(), reporter=None)
        report_worse(lesson=lesson("lesson-1-1-2"), reporter=None)
        assert "Thank you" in text_of(client.post(f"{FIRST}feedback/", follow=True)), "dropped without a word"
        assert AdverseReport.objects.filter(lesson=lesson()).count() == UNSIGNED_A_DAY
        report_worse(lesson=lesson(), reporter=ada)
    with time_machine.travel(NOON + timedelta(days=1, seconds=1), tick=False):
        report_worse(lesson=lesson(), reporter=None)
    assert AdverseReport.objects.filter(lesson=lesson()).count() == UNSIGNED_A_DAY + 2


def test_the_count_stays_when_the_person_goes(library, ada):
    report_worse(lesson=lesson(), reporter=ada)
    User.objects.get(pk=ada.pk).delete()
    assert AdverseReport.objects.get().reporter is None
    assert tallies()[0].people == 1


def test_tallies_are_by_lesson_and_revision_newest_first(folder, ada, mallory):
    folder.publish()
    report_worse(lesson=lesson(), reporter=ada)
    report_worse(lesson=lesson(), reporter=mallory)
    report_worse(lesson=lesson("lesson-1-1-2"), reporter=mallory)
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    folder.publish()
    report_worse(lesson=lesson(), reporter=None)
    found = [(tally.key, tally.revision, tally.people) for tally in tallies()]
    assert found == [("lesson-1-1-1", 2, 1), ("lesson-1-1-2", 1, 1), ("lesson-1-1-1", 1, 2)]


def test_a_lesson_taken_out_is_no_longer_in_the_tallies_for_authors(folder, ada):
    folder.publish()
    report_worse(lesson=lesson("lesson-1-2-2"), reporter=ada)
    (folder.root / "courses/01/02/02.md").unlink()
    folder.publish()
    assert tallies() == []
    assert AdverseReport.objects.count() == 1


def test_staff_read_counts_and_never_who(library, ada, mallory, as_stella):
    keep_place(learner=ada, lesson=lesson(), place="check-1")
    report_worse(lesson=lesson(), reporter=mallory)
    report_worse(lesson=lesson(), reporter=ada, place="check-1")
    page = text_of(as_stella.get(LISTED))
    page = page[page.index("<tbody") : page.index("</tbody>")]
    assert "Lesson 1 1 1" in page
    assert '<td class="field-people">2</td>' in page
    assert "Check your understanding" in page
    assert "href" not in page, "no way on to a single report"
    for trace in (ada.email, mallory.email, "Ada", "reporter", ":"):
        assert trace not in page, "neither who, nor the hour"


def test_no_address_of_the_admin_answers_who_or_changes_anything(library, ada, as_stella, as_ada):
    report_worse(lesson=lesson(), reporter=ada)
    one = AdverseReport.objects.get().pk
    for lookup in ("reporter", "reporter__id__exact", "reporter__email__startswith", "reporter__isnull"):
        assert as_stella.get(LISTED, {lookup: str(ada.pk)}).status_code == 400, lookup
    for action in ("change", "delete", "history"):
        answer = as_stella.get(reverse(f"admin:courses_adversereport_{action}", args=[one]))
        assert answer.status_code == 403
    assert as_stella.get(reverse("admin:courses_adversereport_add")).status_code == 403
    assert as_ada.get(LISTED, follow=True).status_code == 404


def test_authors_see_it_where_they_look_at_lessons(folder, ada, mallory, as_stella, settings):
    settings.CONTENT_DIR = folder.root
    folder.publish()
    assert "made things worse" not in text_of(as_stella.get("/preview/"))
    report_worse(lesson=lesson(), reporter=ada)
    assert "1 person said it made things worse, revision 1" in text_of(as_stella.get("/preview/"))
    report_worse(lesson=lesson(), reporter=mallory)
    page = text_of(as_stella.get("/preview/"))
    assert '<a href="/preview/lesson-1-1-1/">Lesson 1 1 1</a>: 2 people said it made things worse' in page
    assert ada.email not in page


@pytest.mark.parametrize("reported", [1, 4])
def test_counts_take_as_many_queries_for_one_lesson_as_for_many(
    library, ada, as_stella, reported, django_assert_num_queries
):
    for key in ("lesson-1-1-1", "lesson-1-1-2", "lesson-1-2-1", "lesson-1-2-2")[:reported]:
        report_worse(lesson=lesson(key), reporter=ada)
    with django_assert_num_queries(1):
        assert len(tallies()) == reported
    with django_assert_num_queries(
        9
    ):  # session, person, the second step, two counts, two of permissions, rows
        as_stella.get(LISTED)


def test_the_lesson_page_asks_nothing_more_because_of_it(library, ada, as_ada, django_assert_num_queries):
    report_worse(lesson=lesson(), reporter=ada)
    as_ada.get(FIRST)
    with django_assert_num_queries(5):
        as_ada.get(FIRST)
