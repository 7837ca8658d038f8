"""Joining, reading, finishing, taking back, leaving."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from common.errors import RuleBroken
from courses import services
from courses.models import Completion, Course, Enrolment, Reading
from courses.rules.progress import Progress
from tests.builders import course, lesson, lesson_text, publish_small_library

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIRST, SECOND, THIRD, FOURTH = "lesson-1-1-1", "lesson-1-1-2", "lesson-1-2-1", "lesson-1-2-2"


@pytest.fixture
def joined(library, ada: User) -> Enrolment:
    return services.enrol(learner=ada, course=course())


def test_joining_twice_keeps_the_first_place(joined, ada, time_machine):
    time_machine.move_to(datetime(2027, 1, 1, tzinfo=UTC))
    again = services.enrol(learner=ada, course=course())
    assert again == joined
    assert again.joined_at == joined.joined_at


def test_a_closed_course_takes_nobody_new(library, ada):
    Course.objects.update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(services.CourseClosed):
        services.enrol(learner=ada, course=course())
    assert not Enrolment.objects.exists()


def test_coming_back_after_leaving_finds_the_old_place(joined, ada):
    services.leave(enrolment=joined)
    again = services.enrol(learner=ada, course=course())
    assert again.pk == joined.pk
    assert again.state == Enrolment.State.ACTIVE
    assert again.left_at is None


def test_leaving_stops_notes_and_keeps_progress(joined, ada):
    services.choose_pace(enrolment=joined, pace="gentle")
    services.finish(learner=ada, lesson=lesson())
    services.leave(enrolment=joined)
    joined.refresh_from_db()
    assert joined.next_due_at is None
    assert services.progress_of(learner=ada, lesson_keys=[FIRST])[FIRST].is_finished


@pytest.mark.parametrize("pace", ["gentle", "steady", "brisk"])
def test_a_weekly_pace_first_comes_a_week_later_at_the_learners_hour(joined, ada, pace, time_machine):
    ada.time_zone = "America/New_York"
    ada.save()
    time_machine.move_to(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False)
    joined.learner = ada
    services.choose_pace(enrolment=joined, pace=pace, hour=9)
    local = joined.next_due_at.astimezone(ZoneInfo("America/New_York"))
    assert (local.date().isoformat(), local.hour) == ("2026-11-27", 9)
    assert joined.pace_days == [5]


def test_own_days_may_begin_today(joined, time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 7, tzinfo=UTC), tick=False)
    services.choose_pace(enrolment=joined, pace="own", days=[5, 1], hour=9)
    assert joined.next_due_at.date().isoformat() == "2026-11-20"
    assert joined.pace_days == [1, 5]


@pytest.mark.parametrize(
    "choice",
    [
        {"pace": "own", "days": [1, 2]},
        {"pace": "own", "days": []},
        {"pace": "gentle", "hour": 22},
        {"pace": "hourly"},
    ],
)
def test_a_pace_that_cannot_be_kept_is_refused_with_a_sentence(joined, choice):
    with pytest.raises(RuleBroken) as refusal:
        services.choose_pace(enrolment=joined, **choice)
    assert str(refusal.value).endswith(".")
    joined.refresh_from_db()
    assert joined.pace == Enrolment.Pace.NONE


def test_a_new_time_zone_moves_this_course_and_marks_the_person_for_whoever_keeps_their_other_moments(ada):
    publish_small_library(courses=2, modules=1, lessons=1)
    places = [services.enrol(learner=ada, course=course(f"course-{n}")) for n in (1, 2)]
    for place in places:
        services.choose_pace(enrolment=place, pace="gentle", hour=9)
    services.settle_in(enrolment=places[0], pace="gentle", days=[], hour=9, time_zone="Asia/Tokyo")
    assert places[0].next_due_at.astimezone(ZoneInfo("Asia/Tokyo")).hour == 9
    assert User.objects.get_queryset().moved().get() == ada


def test_choosing_no_notes_gives_no_consent_and_choosing_some_does(joined, ada):
    services.settle_in(enrolment=joined, pace="none", days=[], hour=18, time_zone="UTC")
    assert not ada.consents.standing().for_purpose("reminders").exists()
    services.settle_in(enrolment=joined, pace="brisk", days=[], hour=18, time_zone="UTC")
    assert ada.consents.standing().for_purpose("reminders").count() == 1


def test_finishing_twice_keeps_the_first_date(library, ada, time_machine):
    first = services.finish(learner=ada, lesson=lesson())
    time_machine.move_to(datetime(2027, 1, 1, tzinfo=UTC))
    assert services.finish(learner=ada, lesson=lesson()) == first
    assert Completion.objects.count() == 1


def test_taking_back_and_finishing_again_keeps_the_history(library, ada):
    services.finish(learner=ada, lesson=lesson())
    services.unfinish(learner=ada, lesson=lesson())
    assert not services.progress_of(learner=ada, lesson_keys=[FIRST])[FIRST].is_finished
    services.finish(learner=ada, lesson=lesson())
    assert Completion.objects.count() == 2
    assert Completion.objects.standing().count() == 1


def test_the_row_of_a_lesson_says_what_the_completions_say(folder, ada):
    folder.publish()

    def agree() -> bool:
        newest = (
            Completion.objects.standing()
            .order_by("-revision")
            .values_list("revision", "completed_at")
            .first()
        )
        return (newest or (None, None)) == Reading.objects.values_list(
            "finished_revision", "finished_at"
        ).get()

    services.open_lesson(learner=ada, lesson=lesson())
    assert agree()
    services.finish(learner=ada, lesson=lesson())
    services.finish(learner=ada, lesson=lesson())
    assert agree()
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    folder.publish()
    assert agree()
    services.finish(learner=ada, lesson=lesson())
    assert agree()
    assert Completion.objects.standing().count() == 2
    services.unfinish(learner=ada, lesson=lesson())
    assert agree()
    assert Completion.objects.count() == 2


def test_opening_again_within_a_visit_writes_nothing(library, ada, django_assert_num_queries):
    services.open_lesson(learner=ada, lesson=lesson())
    opened = Reading.objects.get().last_opened_at
    one = lesson()
    with django_assert_num_queries(0):
        services.open_lesson(learner=ada, lesson=one, last_opened_at=opened)


def test_opening_again_the_next_day_keeps_the_place_and_the_first_day(library, ada, time_machine):
    services.keep_place(learner=ada, lesson=lesson(), place="check-1")
    first = Reading.objects.get()
    time_machine.move_to(first.last_opened_at + timedelta(days=1), tick=False)
    services.open_lesson(learner=ada, lesson=lesson(), last_opened_at=first.last_opened_at)
    again = Reading.objects.get()
    assert (again.place, again.opened_at) == ("check-1", first.opened_at)
    assert again.last_opened_at == first.last_opened_at + timedelta(days=1)


def test_a_place_that_is_not_in_the_lesson_is_refused(library, ada):
    with pytest.raises(services.PlaceUnknown):
        services.keep_place(learner=ada, lesson=lesson(), place="elsewhere")
    assert not Reading.objects.exists()


def test_progress_does_not_hang_on_joining(library, ada):
    services.finish(learner=ada, lesson=lesson(FIRST))
    way = services.way_through(learner=ada, course=course())
    assert (way.progress.done, way.progress.total) == (1, 4)
    assert way.sentence == "1 of 4 lessons finished; 1 check open"
    assert services.next_step(learner=ada) is None, "nothing is suggested to somebody who joined nothing"
    assert services.next_step(learner=ada, course=course()).lesson.key == SECOND


def test_the_next_step_goes_on_where_the_learner_stopped(joined, ada):
    assert services.next_step(learner=ada).kind == "start"
    services.open_lesson(learner=ada, lesson=lesson(THIRD))
    services.keep_place(learner=ada, lesson=lesson(THIRD), place="check-1")
    step = services.next_step(learner=ada)
    assert (step.lesson.key, step.kind, step.url) == (THIRD, "continue", "/c/1/m2/1/#check-1")
    services.finish(learner=ada, lesson=lesson(THIRD))
    assert services.next_step(learner=ada).lesson.key == FOURTH


def test_the_course_touched_last_comes_first(ada):
    publish_small_library(courses=2, modules=1, lessons=2)
    for number in (1, 2):
        services.enrol(learner=ada, course=course(f"course-{number}"))
    services.open_lesson(learner=ada, lesson=lesson("lesson-2-1-1"))
    assert [way.course.key for way in services.courses_of(learner=ada)] == ["course-2", "course-1"]
    assert services.next_step(learner=ada).lesson.key == "lesson-2-1-1"


def test_a_finished_lesson_that_leaves_the_course_is_still_told(folder, ada):
    folder.publish()
    services.finish(learner=ada, lesson=lesson(FOURTH))
    (folder.root / "courses/01/02/02.md").unlink()
    folder.publish()
    way = services.way_through(learner=ada, course=course())
    assert way.progress == Progress(done=0, total=3, beyond=1)
    assert way.sentence == "0 of 3 lessons finished; and 1 more that you finished"


def test_progress_of_some_lessons_takes_one_query_and_knows_strangers_have_none(
    library, ada, mallory, django_assert_num_queries
):
    services.finish(learner=ada, lesson=lesson(FIRST))
    services.open_lesson(learner=ada, lesson=lesson(SECOND))
    with django_assert_num_queries(1):
        states = services.progress_of(learner=ada, lesson_keys=[FIRST, SECOND, "never-was"])
    assert [state.is_finished for state in states.values()] == [True, False, False]
    assert [state.is_opened for state in states.values()] == [True, True, False]
    assert not services.progress_of(learner=mallory, lesson_keys=[FIRST])[FIRST].is_opened


@pytest.mark.parametrize("courses", [1, 5])
def test_all_my_courses_take_two_queries(ada, courses, django_assert_num_queries):
    publish_small_library(courses=courses, modules=1, lessons=2)
    for number in range(1, courses + 1):
        services.enrol(learner=ada, course=course(f"course-{number}"))
    with django_assert_num_queries(2):
        assert len(services.courses_of(learner=ada)) == courses


def test_a_module_is_in_progress_as_soon_as_one_of_its_lessons_is(library, ada):
    services.open_lesson(learner=ada, lesson=lesson(SECOND))
    begun, untouched = services.course_page(reader=ada, course=course()).groups
    assert (begun.is_begun, begun.finished) == (True, 0)
    assert not untouched.is_begun


def opened_at(hours: int, key: str, ada: User, time_machine) -> None:
    time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
    services.open_lesson(learner=ada, lesson=lesson(key))


def test_a_lesson_left_open_in_a_course_not_joined_is_offered(ada, time_machine):
    publish_small_library(courses=2, modules=1, lessons=2)
    opened_at(0, "lesson-2-1-2", ada, time_machine)
    services.keep_place(learner=ada, lesson=lesson("lesson-2-1-2"), place="check-1")
    step = services.next_step(learner=ada)
    assert (step.kind, step.url) == ("continue", "/c/2/m1/2/#check-1")
    services.finish(learner=ada, lesson=lesson("lesson-2-1-2"))
    assert services.next_step(learner=ada) is None


def test_of_courses_joined_and_not_the_one_touched_last_goes_on(ada, time_machine):
    publish_small_library(courses=2, modules=1, lessons=2)
    opened_at(0, "lesson-2-1-1", ada, time_machine)
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    services.enrol(learner=ada, course=course("course-1"))
    assert services.next_step(learner=ada).lesson.key == "lesson-1-1-1", "joining is the latest that happened"
    opened_at(2, "lesson-2-1-2", ada, time_machine)
    assert services.next_step(learner=ada).lesson.key == "lesson-2-1-2"
    opened_at(3, "lesson-1-1-1", ada, time_machine)
    assert services.next_step(learner=ada).lesson.key == "lesson-1-1-1"


@pytest.mark.parametrize("lessons", [1, 6])
def test_the_next_step_takes_two_queries_however_much_lies_open(ada, lessons, django_assert_num_queries):
    publish_small_library(courses=2, modules=1, lessons=lessons)
    services.enrol(learner=ada, course=course("course-1"))
    for number in range(1, lessons + 1):
        for place in (1, 2):
            services.open_lesson(learner=ada, lesson=lesson(f"lesson-{place}-1-{number}"))
    with django_assert_num_queries(2):
        assert services.next_step(learner=ada).url
