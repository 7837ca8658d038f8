"""Words that belong to others: recorded with the permission to use them, put to their key, and taken back.

The words of a site are rows, not files: the repository holds keys only. Recording words does not offer them; the next
publication does. Withdrawing, and a permission's last day, act at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from library.grammar import LibraryTree, Problem
from library.grammar.text_packs import read_text_pack
from library.grammar.trees import PermissionTree, ScaleTree, TextPackTree
from library.models import Publication
from quizzes.models import Quiz, QuizVersion, Sitting, TextPack
from quizzes.rules import licences, scoring, shapes


@dataclass(frozen=True)
class Grant:
    """What a permission says: who owns the words, who allowed whom to use them, when, for what, until when."""

    holder: str
    permission: PermissionTree


def key_of_others(scale_id: str) -> ScaleTree:
    """The key of this id in the published library, which waits for words. Refuses what is not one."""
    publication = Publication.objects.current().first()
    library = LibraryTree.model_validate_json(publication.tree_text) if publication else None
    scales = {scale.id: scale for scale in library.scales} if library else {}
    waiting = sorted(name for name, scale in scales.items() if not scale.is_publishable)
    if scale_id not in scales:
        raise RuleBroken(
            _("There is no scale “%(id)s” in the published library. Those that wait for words: %(names)s.")
            % {"id": scale_id, "names": ", ".join(waiting) or _("none")}
        )
    if scale_id not in waiting:
        raise RuleBroken(
            _("“%(id)s” has its words in its own file. Nothing has to be added.") % {"id": scale_id}
        )
    return scales[scale_id]


def read_text(*, path: Path, key: ScaleTree) -> tuple[TextPackTree | None, tuple[Problem, ...]]:
    """The words in a file, if they fit the key, and every problem with its line."""
    return read_text_pack(path, key)


@transaction.atomic
def add_text(*, key: ScaleTree, pack: TextPackTree, grant: Grant, now: datetime) -> TextPack:
    """Record words and the permission to use them; a permission that stands is followed by this one.

    Refuses dates that cannot be, and other words under a version that somebody has answered.
    """
    permission = grant.permission
    _refuse_dates(permission, timezone.localdate(now))
    newest = TextPack.objects.of(key.id).select_for_update().first()
    _moved(newest, licences.Move.GRANT)
    worded = key.worded(pack, permission, grant.holder)
    _refuse_other_words(worded)
    TextPack.objects.of(key.id).standing().update(state=TextPack.State.REPLACED, ended_at=now)
    return TextPack.objects.create(
        scale=key.id,
        words=pack.model_dump(mode="json"),
        text_hash=scoring.text_hash(worded),
        holder=grant.holder,
        granted_by=permission.given_by,
        granted_to=permission.given_to,
        granted_on=permission.given_on,
        scope=permission.for_what,
        until=permission.until,
        document=permission.document,
        words_may_leave=permission.words_may_leave,
        added_at=now,
    )


@transaction.atomic
def withdraw_text(*, scale_id: str, by: str, now: datetime) -> TextPack:
    """The permission is taken back: from now on nobody is shown these words. Results stay as they are."""
    newest = TextPack.objects.of(scale_id).select_for_update().first()
    state = _moved(newest, licences.Move.WITHDRAW)
    assert newest is not None  # without a pack the move is refused
    newest.state, newest.ended_at, newest.ended_by = TextPack.State(state), now, by
    newest.save(update_fields=["state", "ended_at", "ended_by"])
    _take_down(scale_id, Quiz.Licence.WITHDRAWN, now)
    taken_down: TextPack = newest
    return taken_down


@transaction.atomic
def expire_permissions(*, now: datetime) -> int:
    """End permissions whose last day is over, those in files as well; how many scales left. Safe to repeat."""
    today = timezone.localdate(now)
    packs = TextPack.objects.run_out(today)
    gone = {*packs.values_list("scale", flat=True)}
    packs.update(state=TextPack.State.EXPIRED, ended_at=now)
    gone |= {*Quiz.objects.licence_run_out(today).values_list("key", flat=True)}
    for scale_id in sorted(gone):
        _take_down(scale_id, Quiz.Licence.EXPIRED, now)
    return len(gone)


def worded(scales: Iterable[ScaleTree], today: date) -> list[ScaleTree]:
    """The scales that may be published: words of our own, or used with a permission that stands today."""
    scales = list(scales)
    waiting = [scale.id for scale in scales if not scale.is_publishable]
    packs = (
        {pack.scale: pack for pack in TextPack.objects.standing().filter(scale__in=waiting)}
        if waiting
        else {}
    )
    found = [_with_words(scale, packs.get(scale.id)) for scale in scales]
    return [scale for scale in found if scale is not None and not _has_run_out(scale, today)]


def held_back(scales: Iterable[ScaleTree], *, now: datetime) -> Iterator[str]:
    """For each scale that is not published, why not and what would help, in a sentence."""
    today = timezone.localdate(now)
    scales = list(scales)
    may = {scale.id for scale in worded(scales, today)}
    for scale in scales:
        if scale.id not in may:
            yield _why_not(scale, TextPack.objects.of(scale.id).first())


def _with_words(scale: ScaleTree, pack: TextPack | None) -> ScaleTree | None:
    if scale.is_publishable:
        return scale
    if pack is None or pack.as_words.key_version != scale.version:
        return None
    return scale.worded(pack.as_words, pack.permission, pack.holder)


def _has_run_out(scale: ScaleTree, today: date) -> bool:
    permission = scale.licence.permission
    return permission is not None and licences.is_over(permission.until, today)


def _why_not(scale: ScaleTree, pack: TextPack | None) -> str:
    facts = {"id": scale.id, "holder": scale.licence.holder, "version": scale.version}
    if scale.is_publishable:
        return _("“%(id)s” is not published: the permission in its file has run out.") % facts
    if pack is None:
        return (
            _(
                "“%(id)s” is not published: its words belong to %(holder)s, and no permission to use them is recorded."
            )
            % facts
        )
    if pack.state == TextPack.State.WITHDRAWN:
        return _("“%(id)s” is not published: the permission to use its words was withdrawn.") % facts
    if pack.state == TextPack.State.EXPIRED or pack.as_words.key_version == scale.version:
        return _("“%(id)s” is not published: the permission to use its words has run out.") % facts
    return (
        _(
            "“%(id)s” is not published: its key has version %(version)d now, and its words were put to another."
        )
        % facts
    )


def _refuse_dates(permission: PermissionTree, today: date) -> None:
    faults = licences.grant_faults(given_on=permission.given_on, until=permission.until, today=today)
    if faults:
        raise RuleBroken(" ".join(_(fault) for fault in faults))


def _moved(newest: TextPack | None, move: licences.Move) -> licences.State:
    state = licences.State(newest.state) if newest else licences.State.NEEDED
    try:
        return licences.after(state, move)
    except licences.IllegalMove as refusal:
        raise RuleBroken(_(str(refusal))) from None


def _refuse_other_words(scale: ScaleTree) -> None:
    """Under one version number all people read the same words."""
    definition = scale.model_dump(mode="json")
    spoiled = [
        version
        for version in QuizVersion.objects.filter(quiz__key=scale.id).answered()
        if version.definition["version"] == scale.version
        and not shapes.same_scale(version.definition, definition)
    ]
    people = Sitting.objects.filter(version__in=spoiled).answered().people() if spoiled else 0
    if people:
        told = ngettext(
            "These are other words than version %(version)d, which %(people)d person has answered.",
            "These are other words than version %(version)d, which %(people)d people have answered.",
            people,
        )
        facts = {"version": scale.version, "people": people, "next": scale.version + 1}
        raise RuleBroken(told % facts + " " + _("Set `version: %(next)d` in the file.") % facts)


def _take_down(scale_id: str, state: Quiz.Licence, now: datetime) -> None:
    """Retire the scale and note why; a scale that was never published has no row."""
    quiz = Quiz.objects.filter(key=scale_id).first()
    if quiz is None or quiz.licence_state == Quiz.Licence.OWN:
        return
    quiz.licence_state, quiz.retired_at = state, quiz.retired_at or now
    quiz.save(update_fields=["licence_state", "retired_at"])
