"""Plans a clinician uses again: works in an order, with days between them. A plan is about nobody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clinic.models import Link, Plan, PlanStep
from clinic.rules.plans import LONGEST_GAP, PLANS, STEPS, USUAL_GAP, days_of, moved
from clinic.services.assignments import Placed, place_works
from clinic.services.copying import chosen
from clinic.services.suggestable import NOTE_LENGTH, Wanted
from clinic.services.works import Target, Work, works_at
from common.errors import RuleBroken

TITLE_LENGTH = 80


@dataclass(frozen=True)
class StepShown:
    """One step; `work` is None once it has left the library. `day_number`: days after the first day."""

    step: PlanStep
    work: Work | None
    day_number: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class PlanShown:
    plan: Plan
    steps: tuple[StepShown, ...]

    @property
    def days(self) -> int:
        return self.steps[-1].day_number if self.steps else 0

    @property
    def refs(self) -> list[str]:
        return [f"{one.step.target}:{one.step.target_key}" for one in self.steps]


def plans_of(*, clinician: User) -> list[PlanShown]:
    """All of them, the latest changed first. Three queries, four where questions are among their steps."""
    plans = list(Plan.objects.visible_to(clinician).prefetch_related("steps").order_by("-changed_at", "-pk"))
    works = works_at({_at(step) for plan in plans for step in plan.steps.all()}) if plans else {}
    return [_shown(plan, list(plan.steps.all()), works) for plan in plans]


def plan_shown(*, plan: Plan) -> PlanShown:
    steps = list(plan.steps.all())
    return _shown(plan, steps, works_at({_at(step) for step in steps}))


@transaction.atomic
def make_plan(*, clinician: User, title: str) -> Plan:
    """An empty plan."""
    User.objects.get_queryset().select_for_update().get(
        pk=clinician.pk
    )  # so that two presses see each other's count
    if not clinician.is_clinician:
        raise RuleBroken(_("Only verified clinicians have this page."))
    if Plan.objects.visible_to(clinician).count() >= PLANS:
        raise RuleBroken(
            _("You keep %(count)d plans, which is the most. Delete one first.") % {"count": PLANS}
        )
    now = timezone.now()
    return Plan.objects.create(clinician=clinician, title=_title(title), made_at=now, changed_at=now)


@transaction.atomic
def rename_plan(*, plan: Plan, title: str) -> None:
    held = _held(plan)
    held.title, held.changed_at = _title(title), timezone.now()
    held.save(update_fields=["title", "changed_at"])


@transaction.atomic
def add_to_plan(*, plan: Plan, works: Iterable[Target]) -> int:
    """At the end, a week after the step before, the first on the first day. Refuses what stands in it already."""
    wanted = list(dict.fromkeys(works))
    if not wanted:
        raise RuleBroken(_("Nothing was added, because nothing was ticked. Tick something, or go back."))
    held = _held(plan)
    standing = {_at(step) for step in held.steps.all()}
    there = works_at(wanted)
    if any(target not in there for target in wanted):
        raise RuleBroken(_("This is not in the library at the moment. Choose something else."))
    twice = [there[target].title for target in wanted if target in standing]
    if twice:
        raise RuleBroken(_("“%(title)s” stands in this plan already. Untick it.") % {"title": twice[0]})
    _append(
        held, [(target, "", USUAL_GAP if standing or place else 0) for place, target in enumerate(wanted)]
    )
    return len(wanted)


@transaction.atomic
def change_step(*, step: PlanStep, gap_days: int, note: str) -> None:
    """How many days after the step before, 0 to 365; and what is said with it."""
    _held(step.plan)
    if not 0 <= gap_days <= LONGEST_GAP or len(note.strip()) > NOTE_LENGTH:
        raise RuleBroken(_("Enter a number of days, 0 to 365."))
    row = PlanStep.objects.get(pk=step.pk)
    row.gap_days, row.note = gap_days, note.strip()
    row.save(update_fields=["gap_days", "note"])
    _touch(step.plan)


@transaction.atomic
def remove_step(*, step: PlanStep) -> None:
    """Out of the plan; what was suggested by it stays."""
    _held(step.plan)
    PlanStep.objects.filter(pk=step.pk).delete()
    _touch(step.plan)


@transaction.atomic
def move_step(*, step: PlanStep, by: int) -> None:
    """One place up (-1) or down (1). The gaps stay with their places, so that the plan keeps its days."""
    held = _held(step.plan)
    steps = list(held.steps.all())
    place = next((at for at, row in enumerate(steps) if row.pk == step.pk), None)
    if place is None:
        return
    gaps = [row.gap_days for row in steps]
    for at, row in enumerate(moved(steps, place, by)):
        PlanStep.objects.filter(pk=row.pk).update(position=at, gap_days=gaps[at])
    _touch(held)


@transaction.atomic
def copy_plan(*, plan: Plan) -> Plan:
    """A second plan with the same steps. It copies nobody: a plan never knew for whom it was used."""
    title = _("%(title)s, a copy") % {"title": plan.title}
    copy = make_plan(clinician=plan.clinician, title=title[:TITLE_LENGTH])
    _append(copy, [(_at(step), step.note or "", step.gap_days) for step in plan.steps.all()])
    return copy


@transaction.atomic
def delete_plan(*, plan: Plan) -> None:
    """The plan goes; what was suggested by it stays."""
    _held(plan).delete()


@transaction.atomic
def keep_as_plan(*, link: Link, title: str, keys: Collection[UUID], notes: Collection[UUID] = ()) -> Plan:
    """What was suggested to one client as a plan, a week apart. Notes only where ticked: they may name somebody."""
    rows = chosen(link, keys, notes)
    plan = make_plan(clinician=link.clinician, title=title)
    steps = [
        ((row.target, row.target_key), note, USUAL_GAP if at else 0) for at, (row, note) in enumerate(rows)
    ]
    _append(plan, steps)
    return plan


def apply_plan(*, plan: Plan, links: Sequence[Link], start_on: date, confirms_plan: bool = False) -> Placed:
    """Suggest every step to each of these clients, shown from its own day where they live; skips what stands already.

    The client can decline any of it, or all of it in one go.
    """
    if not timezone.localdate() <= start_on <= timezone.localdate() + timedelta(days=LONGEST_GAP):
        raise RuleBroken(_("Choose today or a later day, within a year."))
    with transaction.atomic():
        works = _wanted(_held(plan), start_on)
        if not works:
            raise RuleBroken(_("This plan has no steps yet. Add one first."))
    placed = place_works(links=links, works=works, confirms_plan=confirms_plan)
    _touch(plan)
    return placed


def days_shown(*, plan: PlanShown, start_on: date) -> list[tuple[date, StepShown]]:
    """The day of each step, if it began then."""
    days = days_of(start_on, [one.step.gap_days for one in plan.steps])
    return list(zip(days, plan.steps, strict=True))


def _wanted(plan: Plan, start_on: date) -> list[Wanted]:
    steps = list(plan.steps.all())
    days = days_of(start_on, [step.gap_days for step in steps])
    return [
        Wanted(step.target, step.target_key, step.note or "", day)
        for step, day in zip(steps, days, strict=True)
    ]


def _held(plan: Plan) -> Plan:
    """As it stands now, held until the transaction ends, while its maker is a standing clinician."""
    rows = Plan.objects.visible_to(plan.clinician).select_for_update(of=("self",))
    found: Plan | None = rows.filter(pk=plan.pk).select_related("clinician").first()
    if found is None:
        raise RuleBroken(_("This plan is there no longer. Nothing was changed."))
    return found


def _append(plan: Plan, steps: Sequence[tuple[Target, str, int]]) -> None:
    standing = list(plan.steps.all())
    if len(standing) + len(steps) > STEPS:
        raise RuleBroken(_("A plan has at most %(count)d steps.") % {"count": STEPS})
    first = standing[-1].position + 1 if standing else 0
    PlanStep.objects.bulk_create(
        PlanStep(plan=plan, target=kind, target_key=key, note=note, gap_days=gap, position=first + at)
        for at, ((kind, key), note, gap) in enumerate(steps)
    )
    _touch(plan)


def _touch(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(changed_at=timezone.now())


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > TITLE_LENGTH:
        raise RuleBroken(_("Give the plan a name of at most %(count)d characters.") % {"count": TITLE_LENGTH})
    return words


def _at(step: PlanStep) -> Target:
    return step.target, step.target_key


def _shown(plan: Plan, steps: Sequence[PlanStep], works: dict[Target, Work]) -> PlanShown:
    start = date(2000, 1, 1)
    numbers = [(day - start).days for day in days_of(start, [step.gap_days for step in steps])]
    last = len(steps) - 1
    return PlanShown(
        plan,
        tuple(
            StepShown(step, works.get(_at(step)), number, is_first=at == 0, is_last=at == last)
            for at, (step, number) in enumerate(zip(steps, numbers, strict=True))
        ),
    )
