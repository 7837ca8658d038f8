"""Vocabulary for learners' ways through lessons."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.timezone import make_aware

from common.lists import Rows
from courses.querysets.relations import related


class EnrolmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def active(self) -> Self:
        return self.filter(state=self.model.State.ACTIVE)

    def with_checks(self) -> Self:
        """Annotates handed_in: the keys of all checks that the learner has handed in, each as a list of one."""
        sittings = related(self.model, "learner").sittings.rel.related_model.objects
        checks = sittings.visible_to(OuterRef("learner")).submitted().of_checks().order_by()
        return self.annotate(handed_in=Rows(checks.distinct(), "quiz__key"))

    def wanted_back_by(self, today: date) -> Self:
        """Those whose chosen day of coming back is here or has passed."""
        return self.filter(return_on__lte=today)

    def due(self, now: datetime) -> Self:
        return self.filter(next_due_at__lte=now)

    def due_after(self, moment: datetime) -> Self:
        return self.filter(next_due_at__gt=moment)

    def claimed(self) -> Self:
        """Locked where the database can, so that two planners never take the same row; but for those who moved, whose
        moments are being worked out anew."""
        locked = self.filter(learner__moved_at__isnull=True).select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("learner").prefetch_related("course")

    def held(self) -> Self:
        """Locked until the transaction ends, always in the same order."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def with_moments(self) -> Self:
        """Those for which a note is due at some moment."""
        return self.filter(Q(next_due_at__isnull=False) | Q(return_due_at__isnull=False))

    def with_keys(self, keys: Iterable[Any]) -> Self:
        return self.filter(key__in=list(keys))

    def going_on(self) -> Self:
        """Those with something left: what rules.progress.next_of finds, asked of the database for any number."""
        course = related(self.model, "course")
        lesson, step = related(related(course, "modules"), "lessons"), related(course, "steps")
        left = lesson.objects.left_for(OuterRef(OuterRef("learner")))
        of_path = step.objects.standing().filter(course=OuterRef(OuterRef("course"))).order_by()
        at_home = left.filter(module__course=OuterRef("course"))
        return self.filter(Exists(at_home) | Exists(left.filter(pk__in=of_path.values("lesson"))))

    def paced(self) -> Self:
        """Those that ask for notes."""
        return self.active().exclude(pace=self.model.Pace.NONE)


class ReadingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def latest_first(self) -> Self:
        return self.order_by("-last_opened_at", "-pk")


class CompletionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)


class AdverseReportQuerySet(models.QuerySet[Any]):
    def unsigned(self) -> Self:
        """Reports that no account stands behind."""
        return self.filter(reporter__isnull=True)

    def since(self, moment: datetime) -> Self:
        return self.filter(reported_at__gt=moment)

    def of_published_lessons(self) -> Self:
        return self.filter(lesson__in=related(self.model, "lesson").objects.published().order_by())

    def before(self, moment: datetime) -> Self:
        return self.filter(reported_at__lt=moment)

    def on_days(self, first: date, last: date) -> Self:
        """From the one to the other, both included, in the site's own time zone."""
        start, end = (
            make_aware(datetime.combine(one, time.min)) for one in (first, last + timedelta(days=1))
        )
        return self.filter(reported_at__gte=start, reported_at__lt=end)

    def by_lesson(self) -> Any:
        """lesson (pk) and times: an account counts once a lesson, and a report that nobody signed counts by itself."""
        signed = Count("reporter", distinct=True)
        unsigned = Count("pk", filter=Q(reporter__isnull=True))
        return self.order_by().values("lesson").annotate(times=signed + unsigned)

    def tallied(self) -> Self:
        """One row, the newest, for each revision of a lesson; annotates people. Newest first."""
        alike = self.model.objects.filter(lesson=OuterRef("lesson"), revision=OuterRef("revision"))
        newest = alike.order_by("-reported_at", "-pk").values("pk")[:1]
        people = alike.order_by().values("lesson", "revision").annotate(n=Count("pk")).values("n")
        tallied = self.filter(pk=Subquery(newest)).annotate(people=Subquery(people))
        light = tallied.select_related("lesson").defer("lesson__parts", "lesson__clinician_note")
        return light.order_by("-reported_at", "-pk")
