"""What learners do with courses and lessons, one module per journey."""

from courses.services.catalogue import (
    Card,
    CoursePage,
    Shelf,
    catalogue,
    course_page,
    first_lesson_url,
    words,
)
from courses.services.enrolments import (
    NOTES_AGREED,
    CourseClosed,
    PaceRefused,
    choose_pace,
    enrol,
    leave,
    move_due_moments,
    settle_in,
    who_goes_on,
)
from courses.services.finding import Found, find
from courses.services.lessons import LessonPage, lesson_page, words_of
from courses.services.moments import about_when, pace_in_words
from courses.services.reading import PlaceUnknown, finish, keep_known_place, keep_place, open_lesson, unfinish
from courses.services.returning import RETURNS, choose_return, come_back, plan_return, return_in_words
from courses.services.ways import (
    CourseWay,
    LessonState,
    NextStep,
    courses_of,
    in_words,
    progress_of,
    way_through,
)
from courses.services.whereabouts import Whereabouts, next_step, whereabouts
from courses.services.worse import Tally, report_worse, tallies, tell_authors, what_changed

__all__ = [
    "NOTES_AGREED",
    "RETURNS",
    "Card",
    "CourseClosed",
    "CoursePage",
    "CourseWay",
    "Found",
    "LessonPage",
    "LessonState",
    "NextStep",
    "PaceRefused",
    "PlaceUnknown",
    "Shelf",
    "Tally",
    "Whereabouts",
    "about_when",
    "catalogue",
    "choose_pace",
    "choose_return",
    "come_back",
    "course_page",
    "courses_of",
    "enrol",
    "find",
    "finish",
    "first_lesson_url",
    "in_words",
    "keep_known_place",
    "keep_place",
    "leave",
    "lesson_page",
    "move_due_moments",
    "next_step",
    "open_lesson",
    "pace_in_words",
    "plan_return",
    "progress_of",
    "report_worse",
    "return_in_words",
    "settle_in",
    "tallies",
    "tell_authors",
    "unfinish",
    "way_through",
    "what_changed",
    "whereabouts",
    "who_goes_on",
    "words",
    "words_of",
]
