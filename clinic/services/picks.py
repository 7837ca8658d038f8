"""For our session: up to three things the client picks to talk about, in an order, kept apart for each clinician."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Pick, SharedEntry, Sharing
from clinic.rules.sessions import PLACES, WORDS_LENGTH, free_place
from clinic.services.links import locked
from common.errors import RuleBroken
from courses.models import Lesson, Reading
from journal.services import title_of
from quizzes.models import Result

LESSONS_OFFERED = 12


@dataclass(frozen=True)
class PickShown:
    """One pick as a reader may see it. `target` is the key it names; `url` is empty where there is nothing to open.

    `is_there` is False for what was deleted, or is no longer agreed: the client sees that, a clinician never does.
    """

    key: UUID
    kind: str
    place: int
    label: str
    title: str
    url: str
    target: str
    is_there: bool = True


@transaction.atomic
def pick_words(*, link: Link, words: str) -> Pick:
    """The client's own line, at most 200 characters, sealed."""
    line = " ".join(words.split())
    if not line or len(line) > WORDS_LENGTH:
        raise RuleBroken(_("Write a few words, at most %(count)d characters.") % {"count": WORDS_LENGTH})
    return _pick(locked(link), Pick.Kind.WORDS, words=line)


@transaction.atomic
def pick_lesson(*, link: Link, lesson_key: str) -> Pick:
    if not Lesson.objects.published().filter(key=lesson_key).exists():
        raise RuleBroken(_("This is not in the library at the moment. Choose something else."))
    return _pick(locked(link), Pick.Kind.LESSON, target_key=lesson_key)


@transaction.atomic
def pick_entry(*, link: Link, mark: SharedEntry) -> Pick:
    """Only a page that is marked for this clinician."""
    standing_link = locked(link)
    if not SharedEntry.objects.standing().filter(pk=mark.pk, link=standing_link).exists():
        raise RuleBroken(_("First mark this page for this clinician. Then you can bring it."))
    return _pick(standing_link, Pick.Kind.ENTRY, target_key=str(mark.key))


@transaction.atomic
def pick_result(*, link: Link, result: Result) -> Pick:
    """Only while results are agreed with this clinician."""
    standing_link = locked(link)
    if not Result.objects.visible_to(standing_link.client).filter(pk=result.pk).exists():
        raise RuleBroken(_("This result is not there any more."))
    if not Sharing.objects.standing().filter(link=standing_link, kind=Sharing.Kind.SCORES).exists():
        raise RuleBroken(_("First say yes to results for this clinician. Then you can bring one."))
    return _pick(standing_link, Pick.Kind.RESULT, target_key=str(result.key))


@transaction.atomic
def remove_pick(*, pick: Pick) -> None:
    """Not for the session after all: the row goes, and those behind it move up."""
    locked(pick.link)
    Pick.objects.standing().filter(pk=pick.pk).delete()
    _close_ranks(pick.link)


@transaction.atomic
def move_pick_up(*, pick: Pick) -> None:
    """Change places with the one before it; the first stays where it is."""
    locked(pick.link)
    standing = {each.place: each for each in Pick.objects.standing().filter(link=pick.link_id)}
    mine = next((each for each in standing.values() if each.pk == pick.pk), None)
    before = standing.get(mine.place - 1) if mine else None
    if mine is None or before is None:
        return
    # Out of the way first: two rows cannot stand at one place, not even for a moment.
    rows = Pick.objects.filter(link=pick.link_id)
    rows.filter(pk=mine.pk).update(cleared_at=timezone.now())
    rows.filter(pk=before.pk).update(place=mine.place)
    rows.filter(pk=mine.pk).update(place=before.place, cleared_at=None)


@transaction.atomic
def pick_again(*, pick: Pick) -> Pick:
    """Bring something from an earlier session once more."""
    if pick.kind == Pick.Kind.WORDS:
        return pick_words(link=pick.link, words=pick.words or "")
    if pick.kind == Pick.Kind.LESSON:
        return pick_lesson(link=pick.link, lesson_key=pick.target_key)
    if pick.kind == Pick.Kind.ENTRY:
        mark = SharedEntry.objects.standing().filter(link=pick.link_id, key=pick.target_key).first()
        if mark is not None:
            return pick_entry(link=pick.link, mark=mark)
    if pick.kind == Pick.Kind.RESULT:
        result = Result.objects.visible_to(pick.link.client).filter(key=pick.target_key).first()
        if result is not None:
            return pick_result(link=pick.link, result=result)
    raise RuleBroken(_("This is not there any more. Choose something else."))


def picks_of(*, link: Link, reader: User) -> list[PickShown]:
    """What stands for the next session, in order, as this reader may see it. Four queries at most, however many."""
    picks = list(Pick.objects.visible_to(reader).standing().filter(link=link).in_place())
    return picks_shown(link=link, picks=picks, reader=reader)


def picks_shown(*, link: Link, picks: Sequence[Pick], reader: User) -> list[PickShown]:
    """The same for any rows that were fetched through visible_to."""
    is_client = reader.pk == link.client_id
    found = _targets(link, picks, reader)
    shown = [_shown(pick, found, is_client=is_client) for pick in picks]
    return [each for each in shown if each.is_there or is_client]


def lessons_to_pick(*, client: User) -> list[Lesson]:
    """The lessons this person opened last."""
    rows = Reading.objects.visible_to(client).filter(lesson__in=Lesson.objects.published().order_by())
    keys = list(rows.latest_first().values_list("lesson__key", flat=True)[:LESSONS_OFFERED])
    lessons = {lesson.key: lesson for lesson in Lesson.objects.published().light().filter(key__in=keys)}
    return [lessons[key] for key in keys if key in lessons]


@dataclass(frozen=True)
class _Target:
    title: str
    url: str


def _pick(link: Link, kind: Pick.Kind, *, words: str | None = None, target_key: str = "") -> Pick:
    standing = list(Pick.objects.standing().filter(link=link))
    same: Pick | None = next(
        (one for one in standing if target_key and (one.kind, one.target_key) == (kind, target_key)), None
    )
    if same is not None:
        return same
    place = free_place({one.place for one in standing})
    if place is None:
        raise RuleBroken(_("You have picked three things. Take one off, and there is room for this."))
    made: Pick = Pick.objects.create(
        link=link, kind=kind, place=place, words=words, target_key=target_key, picked_at=timezone.now()
    )
    record(subject=link.client, actor=link.client, verb="pick_made", object_kind="pick", object_key=made.key)
    return made


def _close_ranks(link: Link) -> None:
    """No gap in the order; upwards from the first, so that no two ever share a place."""
    standing = Pick.objects.standing().filter(link=link).in_place()
    for place, each in zip(PLACES, list(standing), strict=False):
        if each.place != place:
            Pick.objects.filter(pk=each.pk).update(place=place)


def _targets(link: Link, picks: Iterable[Pick], reader: User) -> dict[tuple[str, str], _Target]:
    """What the picks name, by kind and key, as far as it is there for this reader. One query a kind."""
    keys: dict[str, list[str]] = {}
    for pick in picks:
        keys.setdefault(pick.kind, []).append(pick.target_key)
    return {
        **_lessons(keys.get(Pick.Kind.LESSON)),
        **_entries(link, keys.get(Pick.Kind.ENTRY), reader),
        **_results(link, keys.get(Pick.Kind.RESULT), reader),
    }


def _lessons(keys: list[str] | None) -> dict[tuple[str, str], _Target]:
    rows = Lesson.objects.published().light().filter(key__in=keys) if keys else ()
    return {(Pick.Kind.LESSON, row.key): _Target(row.title, row.get_absolute_url()) for row in rows}


def _entries(link: Link, keys: list[str] | None, reader: User) -> dict[tuple[str, str], _Target]:
    if not keys:
        return {}
    rows = SharedEntry.objects.visible_to(reader).standing().filter(link=link, key__in=keys)
    is_client = reader.pk == link.client_id
    return {
        (Pick.Kind.ENTRY, str(row.key)): _Target(
            title_of(row.entry), reverse("journal:entry", args=[row.entry.key]) if is_client else ""
        )
        for row in rows.select_related("entry__exercise")
    }


def _results(link: Link, keys: list[str] | None, reader: User) -> dict[tuple[str, str], _Target]:
    """A clinician sees one only while results are agreed and nothing is paused."""
    if not keys:
        return {}
    is_client = reader.pk == link.client_id
    agreed = Sharing.objects.visible_to(reader).standing().filter(link=link, kind=Sharing.Kind.SCORES)
    rows = Result.objects.visible_to(link.client).filter(key__in=keys).dated() if agreed.exists() else ()
    return {
        (Pick.Kind.RESULT, str(row.key)): _Target(
            result_title(row), reverse("quizzes:result", args=[row.key]) if is_client else ""
        )
        for row in rows
    }


def result_title(result: Result) -> str:
    """What was answered, on which day; never a number."""
    when = timezone.localtime(result.sitting.submitted_at or result.scored_at)
    return f"{result.sitting.quiz.title}, {date_format(when, 'j F Y')}"


def _shown(pick: Pick, found: dict[tuple[str, str], _Target], *, is_client: bool) -> PickShown:
    target = found.get((pick.kind, pick.target_key))
    if pick.kind == Pick.Kind.WORDS:
        target = _Target(pick.words or "", "")
    return PickShown(
        key=pick.key,
        kind=pick.kind,
        place=pick.place,
        label=str(Pick.Kind(pick.kind).label) if is_client else _for_clinician(pick.kind),
        title=target.title if target else _("No longer there"),
        url=target.url if target else "",
        target=pick.target_key,
        is_there=target is not None,
    )


def _for_clinician(kind: str) -> str:
    words = {
        Pick.Kind.WORDS: _("In their own words"),
        Pick.Kind.LESSON: _("A lesson"),
        Pick.Kind.ENTRY: _("A page they marked"),
        Pick.Kind.RESULT: _("A result"),
    }
    return words[Pick.Kind(kind)]
