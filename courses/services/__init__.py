"""What learners do with courses and lessons, one module per journey."""

from courses.services.enrolments import CourseClosed, PaceRefused, choose_pace, enrol, leave, move_due_moment, replan
from courses.services.reading import PlaceUnknown, finish, keep_place, open_lesson, unfinish
from courses.services.ways import (
    CourseWay,
    LessonState,
    NextStep,
    courses_of,
    in_words,
    next_step,
    progress_of,
    way_through,
)

__all__ = [
    "CourseClosed",
    "CourseWay",
    "LessonState",
    "NextStep",
    "PaceRefused",
    "PlaceUnknown",
    "choose_pace",
    "courses_of",
    "enrol",
    "finish",
    "in_words",
    "keep_place",
    "leave",
    "move_due_moment",
    "next_step",
    "open_lesson",
    "progress_of",
    "replan",
    "unfinish",
    "way_through",
]
