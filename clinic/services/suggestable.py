"""What may be suggested to whom now, and the sentences that say why not. Whoever asks holds the links."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.models import Assignment, Link
from clinic.rules.answers import REST, free_again
from clinic.services.works import Target, works_at
from common.errors import RuleBroken

NOTE_LENGTH = 500


@dataclass(frozen=True)
class Wanted:
    """One work to suggest. `day`: from when the client is shown it, where they live; None is at once."""

    target: str
    key: str
    note: str = ""
    day: date | None = None

    @property
    def at(self) -> Target:
        return self.target, self.key


def standing_for(links: Sequence[Link]) -> Mapping[int, set[Target]]:
    """What stands for each client, by Link.pk. One query."""
    found: dict[int, set[Target]] = defaultdict(set)
    rows = Assignment.objects.standing().filter(link__in=links)
    for link_pk, target, key in rows.values_list("link", "target", "target_key"):
        found[link_pk].add((target, key))
    return found


def refuse_unreasonable(works: Iterable[Wanted], *, by_on: date | None) -> None:
    if any(len(one.note) > NOTE_LENGTH for one in works):
        raise RuleBroken(_("Keep the note under %(count)d characters.") % {"count": NOTE_LENGTH})
    if by_on and by_on < timezone.localdate():
        raise RuleBroken(_("Choose today or a later day, or leave the date empty."))


def titles_of(works: Sequence[Wanted]) -> Mapping[Target, str]:
    """By target; refuses what is not in the library."""
    there = works_at([one.at for one in works])
    if any(one.at not in there for one in works):
        raise RuleBroken(_("This is not in the library at the moment. Choose something else."))
    return {target: work.title for target, work in there.items()}


def refuse_twice(links: Sequence[Link], works: Sequence[Wanted], titles: Mapping[Target, str]) -> None:
    standing = standing_for(links)
    for one in works:
        twice = [link.reference for link in links if one.at in standing[link.pk]]
        if twice:
            words = _(
                "You have already suggested “%(title)s” to %(names)s. Nothing was suggested now. "
                "Untick it, or take that suggestion back first."
            )
            raise RuleBroken(words % {"title": titles[one.at], "names": some_names(twice)})


def resting_for(links: Sequence[Link]) -> Mapping[int, dict[Target, datetime]]:
    """What each client said "not for now" to in the last seven days, and from when on it may be suggested again."""
    found: dict[int, dict[Target, datetime]] = defaultdict(dict)
    lately = Assignment.objects.declined().filter(link__in=links).answered_since(timezone.now() - REST)
    for row in lately.only("link", "target", "target_key", "answered_at").order_by("answered_at"):
        found[row.link_id][row.target, row.target_key] = free_again(row.answered_at)
    return found


def refuse_so_soon(links: Sequence[Link], works: Sequence[Wanted], titles: Mapping[Target, str]) -> None:
    """A "not for now" is an answer: the same is not asked again at once, however it is worded."""
    resting = resting_for(links)
    for link in links:
        for one in works:
            if one.at not in resting[link.pk]:
                continue
            moment = date_format(timezone.localtime(resting[link.pk][one.at]), "l j F, H:i")
            words = _(
                "%(name)s said “not for now” to “%(title)s” less than a week ago, so nothing was suggested. "
                "From %(moment)s on you can suggest it again."
            )
            raise RuleBroken(words % {"name": link.reference, "title": titles[one.at], "moment": moment})


def some_names(names: Sequence[str]) -> str:
    """The first three by name, the others by number."""
    first = ", ".join(names[:3])
    others = len(names) - 3
    return first if others <= 0 else _("%(names)s and %(count)d more") % {"names": first, "count": others}
