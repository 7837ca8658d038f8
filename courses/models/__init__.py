"""Published lessons and each learner's way through them."""

from courses.models.finding import Findable
from courses.models.learning import AdverseReport, Completion, Enrolment, Reading
from courses.models.library import Course, Lesson, LessonAddress, Module, PathStep

__all__ = [
    "AdverseReport",
    "Completion",
    "Course",
    "Enrolment",
    "Findable",
    "Lesson",
    "LessonAddress",
    "Module",
    "PathStep",
    "Reading",
]
