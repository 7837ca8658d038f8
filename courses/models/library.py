"""Published courses and lessons, and where each lesson stands."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from common.declarations import NoPersonalData
from courses.querysets.library import (
    CourseQuerySet,
    LessonAddressQuerySet,
    LessonQuerySet,
    ModuleQuerySet,
    PathStepQuerySet,
)
from courses.rules.paths import OnPath, Stop, neighbour

if TYPE_CHECKING:
    from journal.services import Form
    from quizzes.services import Offered


class Course(models.Model):
    """A published course. `key` is the author's permanent id; `number` is allotted once and stands in the address.

    With `is_path` it has no modules: its PathSteps lead through lessons that live in other courses. It is joined, paced
    and left as any course is.
    """

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    number = models.PositiveIntegerField(unique=True)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    for_whom = models.JSONField(default=list)
    not_for = models.JSONField(default=list)
    cannot = models.TextField(blank=True)
    is_path = models.BooleanField(default=False, db_default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("courses:course", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.retired_at is None

    @property
    def art(self) -> str:
        """Which of our drawings stands on its card."""
        return ("closeness", "parts", "boundaries")[(self.position - 1) % 3]


class Module(models.Model):
    """A part of a course. It may move to another course and keeps its people's progress."""

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="module_number_is_used_once_in_a_course"
            )
        ]


class Lesson(models.Model):
    """A published lesson, rendered: the request path parses no Markdown."""

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    words = models.PositiveIntegerField()
    mentions = models.TextField(blank=True)
    needs = models.JSONField(default=list)
    fork = models.CharField(max_length=40, blank=True)
    is_required = models.BooleanField(default=True)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    reviewed_by = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    clinician_note = models.TextField(blank=True)
    parts = models.JSONField(default=list)
    outline = models.JSONField(default=list)
    extras = models.JSONField(default=dict)  # what the slots and the page need: see publishing.contents
    around = models.JSONField(
        default=dict
    )  # how many lessons the module has, and its neighbours' titles and URLs
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    # What stands live in it, for one who came by access.get_address.
    offered_checks: Sequence["Offered"] = ()
    offered_exercises: Sequence["Form"] = ()

    objects = LessonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["module", "position"], name="lessons_in_order")]

    def get_absolute_url(self) -> str:
        return reverse("courses:lesson", args=[self.module.course.number, self.module.number, self.number])

    @cached_property
    def stamp(self) -> str:
        """Names this copy and those remembered from it: what is made of its words alone is kept under it."""
        return uuid.uuid4().hex

    @property
    def is_published(self) -> bool:
        """Needs module and course at hand (select_related)."""
        return not (self.retired_at or self.module.retired_at or self.module.course.retired_at)

    @property
    def is_sample(self) -> bool:
        """The first lesson of a course is there to be read without an account."""
        return self.position == 1 and self.module.position == 1


class LessonAddress(models.Model):
    """Every address a lesson ever had: plain numbers, since modules move too. A moved lesson is still found."""

    personal_data: ClassVar = NoPersonalData("published content")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="addresses")
    module_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="addresses")
    # The path it is read on, and where it stands there, for one who came by access.get_address with a path.
    path: Course | None = None
    on_path: OnPath | None = None

    objects = LessonAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "module_number", "number"], name="lesson_address_is_used_once"
            )
        ]

    @property
    def is_present(self) -> bool:
        """Whether the lesson still lives here (needs lesson and module at hand)."""
        lesson = self.lesson
        here = (self.course_id, self.module_number, self.number)
        return here == (lesson.module.course_id, lesson.module.number, lesson.number)

    @property
    def url(self) -> str:
        """Where the lesson is today, still on the path it is read on."""
        return self.lesson.get_absolute_url() + (self.on_path.query if self.on_path else "")

    @property
    def read_in(self) -> Course:
        """What it is read as a part of: its course, or the path."""
        course: Course = self.lesson.module.course
        return self.path or course

    @property
    def previous(self) -> Stop | None:
        """The lesson before it, on the path or in its course."""
        return self.on_path.previous if self.on_path else neighbour(self.lesson.around.get("previous"))

    @property
    def following(self) -> Stop | None:
        return self.on_path.following if self.on_path else neighbour(self.lesson.around.get("next"))

    @property
    def is_in_course(self) -> bool:
        """Whether the lesson is in this course today, at whatever address."""
        return self.lesson.is_published and self.lesson.module.course_id == self.course_id


class PathStep(models.Model):
    """A lesson on a path, which keeps its home and its address. One taken off stays, for its readers' counts."""

    personal_data: ClassVar = NoPersonalData("published content")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="steps")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PathStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "lesson"], name="lesson_stands_once_on_a_path")
        ]

    @property
    def is_in_course(self) -> bool:
        """Whether the lesson is on this path today."""
        return self.lesson.is_published and self.retired_at is None
