"""Numbers in addresses: allotted once, in the order of first publication, and never used for anything else."""

from __future__ import annotations

from courses.models import Course, Lesson, LessonAddress, Module


class Numbers:
    """Knows every number that was ever given out."""

    def __init__(self) -> None:
        self._courses = set(Course.objects.values_list("number", flat=True))
        self._modules = set(Module.objects.values_list("course_id", "number"))
        self._lessons = set(Lesson.objects.values_list("module_id", "number"))
        self._homes = {
            (address.course_id, address.module_number, address.number): address.lesson_id
            for address in LessonAddress.objects.all()
        }
        self._modules |= {(course, module) for course, module, _ in self._homes}

    def for_course(self) -> int:
        number = max(self._courses, default=0) + 1
        self._courses.add(number)
        return number

    def for_module(self, course: Course) -> int:
        number = max((n for owner, n in self._modules if owner == course.pk), default=0) + 1
        self._modules.add((course.pk, number))
        return number

    def for_lesson(self, lesson: Lesson, module: Module) -> int:
        """The number it had here before, if it comes back; else a fresh one."""
        here = {
            n: who for (c, m, n), who in self._homes.items() if (c, m) == (module.course_id, module.number)
        }
        own = next((n for n, who in here.items() if lesson.pk and who == lesson.pk), None)
        taken = {n for owner, n in self._lessons if owner == module.pk} | set(here)
        number = own or max(taken, default=0) + 1
        self._lessons.add((module.pk, number))
        return number

    def has_address(self, lesson: Lesson) -> bool:
        """Whether the lesson's present address is written down."""
        module = lesson.module
        return self._homes.get((module.course_id, module.number, lesson.number)) == lesson.pk
