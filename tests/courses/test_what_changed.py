"""What becomes of “This made things worse”: a mail to those who write, and a public page that gives nobody away."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from courses.models import AdverseReport
from courses.rules.telling import at_least, counted_until
from courses.services import report_worse, tell_authors, what_changed
from courses.services.worse import A_DAY, CAUGHT_UP_DAYS
from courses.tasks import tell_authors as tell_authors_task
from outbox.models import Mail
from outbox.services import close_after_restore, send_due
from outbox.services.archiving import FORGET_AFTER
from tests.builders import NOON, lesson, lesson_text

pytestmark = pytest.mark.django_db
TITLES = ("Lesson 1 1 1", "Lesson 1 1 2", "Lesson 1 2 1", "Lesson 1 2 2")
NEXT_MONTH = datetime(2026, 12, 3, 9, tzinfo=UTC)
CHANGED = """\
- lesson: lesson-1-1-1
  revision: 2
  changed_on: 2026-11-19
  what: The story ends before the quarrel.
"""
TAKEN_OUT = """\
- lesson: lesson-1-2-2
  revision: 0
  changed_on: 2026-11-10
  what: It was taken out.
"""


def shown(now: datetime = NEXT_MONTH) -> list[tuple[str, int, list[str]]]:
    told = what_changed(now=now)
    return [
        (each.lesson.key, each.at_least, [change.what for change in each.changes]) for each in told.lessons
    ]


def presses(count: int, key: str = "lesson-1-1-1", *, at: datetime = NOON) -> None:
    """Reports that nobody signed, written past the limit of a day."""
    of = lesson(key)
    AdverseReport.objects.bulk_create(
        AdverseReport(lesson=of, revision=of.revision, reported_at=at) for _ in range(count)
    )


@pytest.mark.parametrize(("times", "told"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10), (23, 20)])
def test_a_count_is_rounded_down_and_a_small_one_is_none(times: int, told: int):
    assert at_least(times) == told


def test_counts_end_with_the_last_month():
    assert counted_until(NEXT_MONTH) == datetime(2026, 12, 1, tzinfo=UTC)


def test_without_reports_and_changes_the_page_says_so_and_how_it_counts(library, client: Client):
    page = client.get("/c/changes/")
    assert page.status_code == 200
    assert "Nothing to tell yet" in page.text
    assert "Fewer than five are never shown as a number." in page.text
    assert "<title>What we changed –" in page.text


def test_few_reports_show_nothing_and_five_show_five_only_when_the_month_is_over(library, ada):
    presses(4)
    assert shown() == []
    report_worse(lesson=lesson(), reporter=ada)
    AdverseReport.objects.update(reported_at=NOON)
    assert shown() == [("lesson-1-1-1", 5, [])]
    assert shown(now=NOON + timedelta(days=5)) == [], "not in the month in which it was said"
    presses(4)
    assert shown() == [("lesson-1-1-1", 5, [])], "nine is five: one person more or less does not show"


def test_an_account_counts_once_for_a_lesson_however_many_revisions_hurt(folder, ada):
    folder.publish()
    presses(4)
    for revision in range(2, 6):
        report_worse(lesson=lesson(), reporter=ada)
        folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=revision))
        folder.publish()
    report_worse(lesson=lesson(), reporter=ada)
    AdverseReport.objects.update(reported_at=NOON)
    assert AdverseReport.objects.count() == 9
    assert shown() == [("lesson-1-1-1", 5, [])]


def test_authors_write_what_they_changed_into_a_file_and_everybody_reads_it(folder, client: Client):
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    folder.write("changed.yaml", CHANGED)
    folder.publish()
    assert shown() == [("lesson-1-1-1", 0, ["The story ends before the quarrel."])]
    page = client.get("/c/changes/").text
    assert "The story ends before the quarrel." in page
    assert "19 November 2026" in page
    assert "Fewer than five reports are counted." in page


def test_a_lesson_that_was_taken_out_is_told_by_its_title(folder, client: Client):
    folder.publish()
    (folder.root / "courses/01/02/02.md").unlink()
    folder.write("changed.yaml", TAKEN_OUT)
    folder.publish()
    page = client.get("/c/changes/").text
    assert "It was taken out." in page
    assert "Lesson 1 2 2" in page
    assert 'href="/c/1/m2/2/"' not in page


def test_lists_of_any_length_take_the_same_queries(folder, django_assert_num_queries):
    folder.publish()
    presses(5)
    with django_assert_num_queries(3):
        assert len(shown()) == 1
    for key in ("lesson-1-1-2", "lesson-1-2-1", "lesson-1-2-2"):
        presses(5, key)
    with django_assert_num_queries(3):
        assert len(shown()) == 4


def test_the_people_who_write_get_one_mail_the_day_after_that_names_nobody(library, ada, mallory, settings):
    settings.NOTICE = replace(settings.NOTICE, authors="authors@example.org")
    with time_machine.travel(NOON, tick=False):
        report_worse(lesson=lesson(), reporter=ada)
        report_worse(lesson=lesson("lesson-1-1-2"), reporter=mallory)
        assert not tell_authors(today=date(2026, 11, 20)), "not on the same day"
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert tell_authors_task()
        assert not tell_authors_task(), "once"
        send_due(now=NOON + timedelta(days=1))
    (sent,) = mail.outbox
    assert sent.to == ["authors@example.org"]
    assert sent.subject == "A note for the people who write"
    assert "Lesson 1 1 1" in sent.body
    assert "Lesson 1 1 2" in sent.body
    assert "/staff/courses/adversereport/" in sent.body
    for trace in (ada.email, mallory.email, str(ada.key), "12:00"):
        assert trace not in sent.body


def test_no_mail_when_nobody_is_named_or_nothing_was_said(library, ada, settings):
    settings.NOTICE = replace(settings.NOTICE, authors="")
    with time_machine.travel(NOON, tick=False):
        report_worse(lesson=lesson(), reporter=ada)
    assert not tell_authors(today=date(2026, 11, 21))
    settings.NOTICE = replace(settings.NOTICE, authors="authors@example.org")
    assert not tell_authors(today=date(2026, 11, 20)), "nothing was said before that day"
    assert not Mail.objects.exists()


def told_on(today: date, *, fails: bool = False) -> list[str]:
    """The lessons that this day's ticks tell of, three of them, as the mail names them."""
    mail.outbox.clear()
    now = datetime.combine(today, time(0, 5), UTC)
    with time_machine.travel(now, tick=False):
        assert sum(tell_authors(today=today) for _ in range(3)) <= 1
        if fails:
            Mail.objects.waiting().update(state=Mail.State.EXPIRED, reason="The mail server was away.")
        send_due(now=now)
    assert len(mail.outbox) <= 1
    return [title for sent in mail.outbox for title in TITLES if title in sent.body]


def test_days_on_which_nothing_ran_are_told_together_and_no_day_twice(library, settings):
    settings.NOTICE = replace(settings.NOTICE, authors="authors@example.org")
    day = NOON.date()  # a Friday
    presses(1, "lesson-1-1-1")
    assert told_on(day + 1 * A_DAY) == ["Lesson 1 1 1"]
    assert "yesterday" in mail.outbox[0].body
    presses(1, "lesson-1-1-2", at=NOON + 1 * A_DAY)
    presses(1, "lesson-1-2-1", at=NOON + 4 * A_DAY)
    presses(1, "lesson-1-2-2", at=NOON + 5 * A_DAY)
    # No beat on the second, third and fourth day.
    assert told_on(day + 5 * A_DAY) == ["Lesson 1 1 2", "Lesson 1 2 1"]
    assert "yesterday" not in mail.outbox[0].body
    assert told_on(day + 5 * A_DAY) == []
    assert told_on(day + 6 * A_DAY) == ["Lesson 1 2 2"]
    assert told_on(day + 65 * A_DAY) == []
    Mail.objects.all().delete()  # as `tidy` does after 90 days
    assert told_on(day + 95 * A_DAY) == []


def test_what_could_not_be_sent_is_told_with_the_next_day(library, settings):
    settings.NOTICE = replace(settings.NOTICE, authors="authors@example.org")
    day = NOON.date()
    presses(1, "lesson-1-1-1")
    assert told_on(day + 1 * A_DAY, fails=True) == []
    assert told_on(day + 2 * A_DAY) == ["Lesson 1 1 1"]
    assert told_on(day + 3 * A_DAY) == []


def test_nothing_is_told_again_after_a_backup_from_before_was_restored(library, settings):
    """The row of the mail is gone with the lost part of the database; the reader's press is not."""
    settings.NOTICE = replace(settings.NOTICE, authors="authors@example.org")
    day = NOON.date()
    presses(1, "lesson-1-1-1")
    assert told_on(day + 1 * A_DAY) == ["Lesson 1 1 1"]
    Mail.objects.all().delete()
    restored_at = datetime.combine(day + 1 * A_DAY, time(0, 4), UTC)
    close_after_restore(until=restored_at, now=restored_at)
    assert told_on(day + 1 * A_DAY) == []
    assert told_on(day + 2 * A_DAY) == []


def test_a_mail_is_known_for_longer_than_days_are_caught_up_with():
    assert CAUGHT_UP_DAYS * A_DAY < FORGET_AFTER - A_DAY


def test_beat_asks_for_it():
    assert "courses.tell_authors" in {
        entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()
    }
