"""Paths: published beside the courses they lead through, and walked as a course is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from clinic.services.progress import module_progress
from courses import services
from courses.models import Course, Enrolment, Lesson, Module, PathStep
from courses.publishing import PublicationRefused, publish_library, restore_publication
from courses.rules.progress import Progress
from courses.services.letters import NotFinished, finished_on
from library.models import Publication
from reminders.models import Reminder
from reminders.services import plan_due
from tests.builders import NOON, Folder, course, lesson

pytestmark = pytest.mark.django_db
# Of two courses, in an order that is neither's.
WAY = ["lesson-1-1-2", "lesson-2-1-1", "lesson-1-2-1"]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path) -> Folder:
    """Two courses of four lessons, and a path through three of them; not published yet."""
    folder = Folder(tmp_path).fill(courses=2)
    folder.path("short", WAY, title="The short way")
    return folder


@pytest.fixture
def short(folder: Folder) -> Course:
    folder.publish()
    return course("short")


def steps(path: Course) -> list[str]:
    return list(PathStep.objects.on([path]).standing().values_list("lesson__key", flat=True))


def finish(learner: User, *keys: str) -> None:
    for key in keys:
        services.finish(learner=learner, lesson=lesson(key))


# Publishing --------------------------------------------------------------------------------------------------------


def test_a_path_is_published_with_its_lessons_in_order(folder: Folder):
    report = folder.publish()
    short = course("short")
    assert (short.is_path, short.number, short.position) == (True, 3, 1)
    assert steps(short) == WAY
    assert "“short” is new" in report.changes
    assert f"“short” leads through {', '.join(WAY)}" in report.changes
    assert not Module.objects.filter(course=short).exists()


def test_lessons_keep_their_home_and_their_address(short: Course):
    assert lesson(WAY[1]).get_absolute_url() == "/c/2/m1/1/"
    assert lesson(WAY[1]).module.course.key == "course-2"


def test_an_unchanged_path_writes_nothing(folder: Folder, short: Course):
    before = list(PathStep.objects.order_by("pk").values()), Course.objects.filter(key="short").values()[0]
    report = folder.publish(now=NOON + timedelta(days=1))
    assert report.is_unchanged
    assert before == (
        list(PathStep.objects.order_by("pk").values()),
        Course.objects.filter(key="short").values()[0],
    )


def test_another_order_is_told_and_taken(folder: Folder, short: Course):
    folder.path("short", reversed(WAY), title="The short way")
    report = folder.publish()
    assert report.changes == (f"“short” leads through {', '.join(reversed(WAY))}",)
    assert report.summary == "No lesson changed."
    assert steps(short) == WAY[::-1]


def test_a_lesson_taken_off_and_put_back_is_the_same_step(folder: Folder, short: Course):
    before = {step.lesson_id: step.pk for step in PathStep.objects.all()}
    folder.path("short", WAY[1:], title="The short way")
    folder.publish()
    assert steps(short) == WAY[1:]
    folder.path("short", WAY, title="The short way")
    folder.publish()
    assert steps(short) == WAY
    assert {step.lesson_id: step.pk for step in PathStep.objects.all()} == before


def test_a_path_that_vanishes_is_retired_and_comes_back_under_its_number(folder: Folder, short: Course, ada):
    services.enrol(learner=ada, course=short)
    (folder.root / "paths/short.yaml").unlink()
    assert "“short” is retired" in folder.publish().changes
    assert services.courses_of(learner=ada) == []
    assert lesson(WAY[0]).is_published
    folder.path("short", WAY, title="The short way")
    folder.publish()
    short.refresh_from_db()
    assert (short.is_open, short.number) == (True, 3)
    assert [way.course for way in services.courses_of(learner=ada)] == [short]


def test_a_course_written_after_a_path_gets_a_number_of_its_own(folder: Folder, short: Course):
    folder.course("03", "course-3", order=3)
    folder.module("03/01", "course-3-module-1")
    folder.lesson("03/01/01", (folder.root / "courses/01/01/01.md").read_text().replace("1-1-1", "3-1-1"))
    folder.publish()
    assert [(one.key, one.number, one.position) for one in Course.objects.published()] == [
        ("course-1", 1, 1), ("course-2", 2, 2), ("course-3", 4, 3), ("short", 3, 1),
    ]  # fmt: skip


def test_the_id_of_a_course_never_becomes_that_of_a_path(folder: Folder, short: Course):
    (folder.root / "paths/short.yaml").unlink()
    folder.course("03", "short", order=3)
    folder.module("03/01", "course-3-module-1")
    folder.lesson("03/01/01", (folder.root / "courses/01/01/01.md").read_text().replace("1-1-1", "3-1-1"))
    with pytest.raises(PublicationRefused, match="Give it a new id"):
        folder.publish()
    assert course("short").is_path


def test_restoring_brings_a_path_back_as_it_was_and_takes_one_away_that_was_not_there(tmp_path):
    folder = Folder(tmp_path).fill(courses=2)
    without = folder.publish().publication
    folder.path("short", WAY)
    first = folder.publish().publication
    folder.path("short", WAY[:2])
    folder.publish()
    restore_publication(publication=first, by=None, now=NOON)
    assert steps(course("short")) == WAY
    restore_publication(publication=without, by=None, now=NOON)
    assert not course("short").is_open


def test_a_tree_kept_before_there_were_paths_is_restored(folder: Folder, short: Course):
    first = Publication.objects.get()
    first.tree_text = folder.compile().model_dump_json(exclude={"paths"})
    first.save()
    restore_publication(publication=first, by=None, now=NOON)
    assert not course("short").is_open


def test_a_dry_run_leads_nobody_anywhere(folder: Folder):
    publish_library(tree=folder.compile(), by=None, now=NOON, dry_run=True)
    assert not PathStep.objects.exists()


# The learner's way -------------------------------------------------------------------------------------------------


def test_the_lessons_of_a_path_come_in_its_order(short: Course):
    assert [one.key for one in Lesson.objects.published().light().of(short)] == WAY


def test_a_lesson_on_two_paths_stands_once_on_each(folder: Folder):
    folder.path("other", [WAY[2], WAY[0]], order=2)
    folder.publish()
    assert [one.key for one in Lesson.objects.published().of(course("short"))] == WAY
    assert [one.key for one in Lesson.objects.published().of(course("other"))] == [WAY[2], WAY[0]]
    sizes = {one.key: (one.lesson_count, one.minutes) for one in Course.objects.with_size()}
    assert sizes == {"course-1": (4, 32), "course-2": (4, 32), "short": (3, 24), "other": (2, 16)}


def test_a_lesson_finished_in_its_course_counts_on_the_path_and_the_other_way_round(short: Course, ada: User):
    finish(ada, WAY[0])
    for joined in (short, course("course-1"), course("course-2")):
        services.enrol(learner=ada, course=joined)
    ways = {way.course.key: way.progress for way in services.courses_of(learner=ada)}
    assert ways["short"] == Progress(done=1, total=3, open_checks=1)
    assert ways["course-1"] == Progress(done=1, total=4, open_checks=1)
    assert ways["course-2"] == Progress(total=4)


def test_the_next_step_follows_the_path_and_keeps_to_it(short: Course, ada: User):
    step = services.next_step(learner=ada, course=short)
    assert (step.kind, step.url) == ("start", "/c/1/m1/2/?way=3")
    finish(ada, WAY[0])
    step = services.next_step(learner=ada, course=short)
    assert (step.kind, step.url) == ("next", "/c/2/m1/1/?way=3")
    services.keep_place(learner=ada, lesson=lesson(WAY[1]), place="check-1")
    assert services.next_step(learner=ada, course=short).url == "/c/2/m1/1/?way=3#check-1"
    finish(ada, *WAY)
    assert services.next_step(learner=ada, course=short) is None


def test_the_next_step_of_a_course_knows_nothing_of_paths(short: Course, ada: User):
    services.open_lesson(learner=ada, lesson=lesson(WAY[0]))
    assert services.next_step(learner=ada, course=course("course-1")).url == "/c/1/m1/2/"


def test_of_a_path_and_a_course_that_share_a_lesson_the_one_joined_last_goes_on(
    short: Course, ada: User, time_machine
):
    for hours, joined in enumerate(("course-1", "short")):
        time_machine.move_to(MONDAY + timedelta(hours=hours), tick=False)
        services.enrol(learner=ada, course=course(joined))
    time_machine.move_to(MONDAY + timedelta(days=1), tick=False)
    services.open_lesson(learner=ada, lesson=lesson(WAY[0]))
    assert services.next_step(learner=ada).url == "/c/1/m1/2/?way=3"
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    services.open_lesson(learner=ada, lesson=lesson("lesson-1-2-2"))
    assert services.next_step(learner=ada).url == "/c/1/m2/2/"


def test_what_was_finished_and_leaves_the_path_is_still_told(folder: Folder, short: Course, ada: User):
    finish(ada, WAY[0])
    folder.path("short", WAY[1:], title="The short way")
    folder.publish()
    way = services.way_through(learner=ada, course=short)
    assert way.sentence == "0 of 2 lessons finished; and 1 more that you finished"


def test_the_places_of_somebody_on_a_path_take_one_query_more(
    short: Course, ada: User, django_assert_num_queries
):
    services.enrol(learner=ada, course=short)
    with django_assert_num_queries(2):
        services.courses_of(learner=ada)
    services.enrol(learner=ada, course=course("course-1"))
    services.enrol(learner=ada, course=course("course-2"))
    with django_assert_num_queries(3):
        services.courses_of(learner=ada)


def test_notes_come_for_a_path_until_it_is_finished(short: Course, ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    enrolment = services.enrol(learner=ada, course=short)
    services.choose_pace(enrolment=enrolment, pace=Enrolment.Pace.OWN, days=[2, 5], hour=18)
    assert plan_due(now=MONDAY + timedelta(days=1, hours=9, minutes=30)) == 1
    finish(ada, *WAY)
    plan_due(now=MONDAY + timedelta(days=4, hours=9, minutes=30))
    assert list(Reminder.objects.order_by("due_at").values_list("state", flat=True)) == ["planned", "skipped"]


def test_the_letter_is_there_when_every_lesson_of_the_path_is_finished(
    short: Course, ada: User, time_machine
):
    time_machine.move_to(MONDAY, tick=False)
    finish(ada, *WAY[:2])
    with pytest.raises(NotFinished):
        finished_on(learner=ada, course=short)
    finish(ada, WAY[2])
    assert finished_on(learner=ada, course=short) == date(2026, 11, 23)
    with pytest.raises(NotFinished):
        finished_on(learner=ada, course=course("course-1"))


def test_a_clinician_counts_no_lesson_twice_because_of_a_path(short: Course, ada: User):
    finish(ada, WAY[2])
    before = module_progress(learner=ada)
    services.enrol(learner=ada, course=short)
    assert module_progress(learner=ada) == before
    assert sum(module.done for module in before) == 1
