"""Putting the authors' exercises into rows, by permanent id. A version that exists is never changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from journal.models import Entry, Exercise, ExerciseVersion
from library.grammar.trees import ExerciseTree, FieldTree

LABELS = ("course_key", "course_title", "lesson_title", "lesson_url", "position")


@dataclass(frozen=True)
class Placed:
    """An exercise and where it stands; `url` leads to it, with its anchor, `position` counts over the whole library."""

    tree: ExerciseTree
    course_key: str
    course_title: str
    lesson_title: str
    url: str
    position: int

    @property
    def key(self) -> str:
        return self.tree.id

    @cached_property
    def digest(self) -> str:
        plain = json.dumps(self.tree.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def labels(self) -> dict[str, Any]:
        return {
            "course_key": self.course_key,
            "course_title": self.course_title,
            "lesson_title": self.lesson_title,
            "lesson_url": self.url,
            "position": self.position,
        }


@dataclass(frozen=True)
class Refusal:
    """Something that cannot be published, the number of people it would concern, and how to mend it."""

    key: str
    people: int
    sentence: str


def refusals(placed: Iterable[Placed]) -> list[Refusal]:
    """What of these would spoil answers that people have given. Writes nothing; one query if no words changed."""
    return _refusals(placed, _existing())


def _refusals(placed: Iterable[Placed], existing: Mapping[str, Exercise]) -> list[Refusal]:
    changed = [(one, existing[one.key]) for one in placed if _is_changed(one, existing.get(one.key))]
    before = _definitions([row for _one, row in changed])
    return [
        refusal
        for one, row in changed
        for refusal in _refusals_of(
            one.tree, row, ExerciseTree.model_validate_json(json.dumps(before[row.pk]))
        )
    ]


@transaction.atomic
def publish(*, exercises: Iterable[Placed], now: datetime) -> list[str]:
    """Publish all exercises; what is missing here is retired, and answers to it stay.

    Says what changed, one line each; content that is as it was writes nothing.
    """
    wanted, existing = list(exercises), _existing()
    refused = _refusals(wanted, existing)
    if refused:
        raise RuleBroken(" ".join(refusal.sentence for refusal in refused))
    numbers = _fresh_numbers()
    changes = [change for one in wanted for change in _put(one, existing, numbers, now)]
    _place(wanted, existing)
    return changes + _retire(existing.keys() - {one.key for one in wanted}, existing, now)


def _existing() -> dict[str, Exercise]:
    """All exercises with the fingerprint of their words; the words themselves stay in the database."""
    rows = Exercise.objects.with_words().defer("current__definition")
    return {exercise.key: exercise for exercise in rows}


def _is_changed(one: Placed, row: Exercise | None) -> bool:
    return row is not None and row.current is not None and row.current.digest != one.digest


def _definitions(rows: Sequence[Exercise]) -> dict[int, Any]:
    versions = ExerciseVersion.objects.filter(pk__in=[row.current_id for row in rows]) if rows else ()
    return {version.exercise_id: version.definition for version in versions}


# Refusing ---------------------------------------------------------------------------------------------------------


def _refusals_of(tree: ExerciseTree, row: Exercise, before: ExerciseTree) -> Iterator[Refusal]:
    spoiled = [field for field in before.fields if _why(field, tree)]
    if not spoiled and row.mode == tree.mode:
        return
    people = _people(row, [field.key for field in spoiled])
    writers = len(set[int]().union(*people.values()))
    if row.mode != tree.mode and writers:
        yield Refusal(tree.id, writers, _mode_sentence(tree, row, writers))
    for field in spoiled:
        count = len(people.get(field.key, ()))
        if count:
            yield Refusal(tree.id, count, _field_sentence(tree, field, _why(field, tree), count))


def _why(field: FieldTree, tree: ExerciseTree) -> str:
    """What would happen to the answers to this field; empty if they keep their meaning."""
    after = next((one for one in tree.fields if one.key == field.key), None)
    if after is None:
        return "removed"
    if after.type != field.type:
        return "retyped"
    return "recut" if field.type == "table" and len(after.columns) != len(field.columns) else ""


def _people(row: Exercise, keys: Collection[str]) -> dict[str, set[int]]:
    """Who answered each of these fields; under the empty key, everybody who wrote anything."""
    found: dict[str, set[int]] = defaultdict(set)
    for writer, filled in Entry.objects.of_exercises([row.pk]).values_list("writer_id", "filled"):
        for key in {"", *filled} & {"", *keys}:
            found[key].add(writer)
    return found


def _mode_sentence(tree: ExerciseTree, row: Exercise, people: int) -> str:
    told = ngettext(
        "Exercise “%(key)s” changed from mode %(old)s to %(new)s, but %(people)d person has written in it.",
        "Exercise “%(key)s” changed from mode %(old)s to %(new)s, but %(people)d people have written in it.",
        people,
    ) % {"key": tree.id, "old": row.mode, "new": tree.mode, "people": people}
    return told + " " + _("Write `mode: %(old)s` again, or give the exercise a new id.") % {"old": row.mode}


def _field_sentence(tree: ExerciseTree, field: FieldTree, why: str, people: int) -> str:
    facts = {"key": tree.id, "field": field.key, "people": people}
    if why == "removed":
        told = ngettext(
            "Exercise “%(key)s” no longer has the field “%(field)s”, which %(people)d person has answered.",
            "Exercise “%(key)s” no longer has the field “%(field)s”, which %(people)d people have answered.",
            people,
        )
        mend = _("Put it back, or give the exercise a new id.")
    elif why == "retyped":
        told = ngettext(
            "The field “%(field)s” of exercise “%(key)s” changed its type, but %(people)d person has answered it.",
            "The field “%(field)s” of exercise “%(key)s” changed its type, but %(people)d people have answered it.",
            people,
        )
        mend = _("Keep its type, and add the new field under another key.")
    else:
        told = ngettext(
            "The table “%(field)s” of exercise “%(key)s” has another number of columns, but %(people)d person has "
            "filled it in.",
            "The table “%(field)s” of exercise “%(key)s” has another number of columns, but %(people)d people have "
            "filled it in.",
            people,
        )
        mend = _("Keep its columns, and add a new table under another key.")
    return told % facts + " " + mend


# Writing ----------------------------------------------------------------------------------------------------------


def _put(one: Placed, existing: dict[str, Exercise], numbers: Iterator[int], now: datetime) -> list[str]:
    row = existing.get(one.key)
    if row is None:
        existing[one.key] = row = Exercise(key=one.key, number=next(numbers), **one.labels)
        _make_current(row, one, 1, now)
        return [_("Exercise “%(key)s” is new.") % {"key": one.key}]
    was_retired = row.retired_at is not None
    if _is_changed(one, row) or row.current is None:
        revisions = ExerciseVersion.objects.of([row.pk]).aggregate(last=Max("revision"))
        _make_current(row, one, (revisions["last"] or 0) + 1, now)
        told = (
            _("Exercise “%(key)s” is back, with changes.")
            if was_retired
            else _("Exercise “%(key)s” changed.")
        )
        return [told % {"key": one.key}]
    if was_retired:
        row.retired_at = None
        row.save(update_fields=["retired_at"])
        return [_("Exercise “%(key)s” is back.") % {"key": one.key}]
    return []


def _make_current(row: Exercise, one: Placed, revision: int, now: datetime) -> None:
    """Words that were published before come back as the version they were."""
    tree = one.tree
    row.title, row.mode, row.pocket, row.retired_at = tree.title, tree.mode, tree.pocket, None
    row.save()
    row.current, _made = ExerciseVersion.objects.get_or_create(
        exercise=row,
        digest=one.digest,
        defaults={"revision": revision, "definition": tree.model_dump(mode="json"), "published_at": now},
    )
    row.save(update_fields=["current"])


def _place(wanted: Iterable[Placed], existing: Mapping[str, Exercise]) -> None:
    """Where each stands now, in one statement for all that moved."""
    moved = []
    for one in wanted:
        row, labels = existing[one.key], one.labels
        if any(getattr(row, name) != value for name, value in labels.items()):
            for name, value in labels.items():
                setattr(row, name, value)
            moved.append(row)
    Exercise.objects.bulk_update(moved, LABELS, batch_size=200)


def _retire(keys: Iterable[str], existing: Mapping[str, Exercise], now: datetime) -> list[str]:
    gone = sorted(key for key in keys if existing[key].retired_at is None)
    if gone:
        Exercise.objects.filter(key__in=gone).update(retired_at=now)
    return [_("Exercise “%(key)s” is retired; what people wrote in it stays.") % {"key": key} for key in gone]


def _fresh_numbers() -> Iterator[int]:
    """Numbers are allotted once and never used again: exercises are retired, not deleted. Asks only when needed."""
    number = Exercise.objects.aggregate(highest=Max("number"))["highest"] or 0
    while True:
        number += 1
        yield number
