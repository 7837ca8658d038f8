"""Publishing the library: one transaction in which every app puts its own branch of the tree into rows."""

from courses.publishing.conduct import PublicationRefused, publish_library
from courses.publishing.contents import Surroundings, lesson_values, neighbours, resolve, resolved_check
from courses.publishing.diff import PublicationReport
from courses.publishing.placing import lessons_in

__all__ = [
    "PublicationRefused",
    "PublicationReport",
    "Surroundings",
    "lesson_values",
    "lessons_in",
    "neighbours",
    "publish_library",
    "resolve",
    "resolved_check",
]
