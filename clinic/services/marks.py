"""Pages of the notebook that the client marks to be read: one by one, for one clinician or several."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Pick, SharedEntry, Sharing
from clinic.services.profile import Who, who_are
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules.exports import Leaf
from journal.services import clear_shown, hold_entries, leaf_to_show, mark_shown, why_not_shown


@dataclass(frozen=True)
class Reader:
    """A clinician on the page where somebody marks an entry, and whether they can be chosen."""

    link: Link
    who: Who
    agrees: bool  # the client has said yes to marked pages
    mark: SharedEntry | None

    @property
    def can_be_chosen(self) -> bool:
        return self.agrees and self.mark is None and not self.who.is_switched_off


@dataclass(frozen=True)
class Marking:
    """The page "Show this to a clinician": what they would read, who could, or why nobody can."""

    entry: Entry
    leaf: Leaf
    why_not: str
    readers: tuple[Reader, ...]

    @property
    def can_mark(self) -> bool:
        return not self.why_not and any(reader.can_be_chosen for reader in self.readers)

    @property
    def is_marked(self) -> bool:
        return any(reader.mark for reader in self.readers)

    @property
    def has_others(self) -> bool:
        """Whether there is anybody it is not marked for: chosen now, or told why not."""
        return not all(reader.mark for reader in self.readers)


def marking_of(*, entry: Entry, client: User, today: date) -> Marking:
    """As many queries for one clinician as for several."""
    links = list(Link.objects.of_client(client).active().select_related("clinician").order_by("started_at"))
    names = who_are(clinicians=[link.clinician for link in links], today=today)
    agreed = set(
        Sharing.objects.filter(link__in=links, kind=Sharing.Kind.ENTRIES)
        .standing()
        .said_now()
        .values_list("link", flat=True)
    )
    marks = {
        mark.link_id: mark for mark in SharedEntry.objects.standing().filter(link__in=links, entry=entry)
    }
    readers = (
        Reader(link, names[link.clinician_id], link.pk in agreed, marks.get(link.pk)) for link in links
    )
    return Marking(entry, leaf_to_show(entry), why_not_shown(entry), tuple(readers))


@transaction.atomic
def mark_entry(*, entry: Entry, links: Collection[Link]) -> list[SharedEntry]:
    """The writer lets these clinicians read this entry as it stands whenever they open it. All of them or none.

    Raises RuleBroken where the entry cannot be shown, or a link does not allow it; marking twice keeps the first mark.
    """
    if not links:
        raise RuleBroken(_("Nobody was chosen, so nobody can read it. Choose a clinician, or go back."))
    standing = _locked_links(entry, links)
    now = timezone.now()
    hold_entries(entry_ids=[entry.pk])
    mark_shown(entry=entry, now=now)
    held = set(SharedEntry.objects.standing().filter(entry=entry).values_list("link", flat=True))
    return [_mark(link, entry, now) for link in standing if link.pk not in held]


@transaction.atomic
def take_back_mark(*, mark: SharedEntry) -> None:
    """At once: the next request of the clinician finds nothing. Taking back twice changes nothing."""
    now = timezone.now()
    hold_entries(entry_ids=[mark.entry_id])
    rows = SharedEntry.objects.filter(pk=mark.pk, withdrawn_at__isnull=True)
    if rows.update(withdrawn_at=now):
        _record_mark(mark.link, mark, actor=mark.link.client, verb="entry_mark_taken_back")
    Pick.objects.standing().filter(link=mark.link_id, kind=Pick.Kind.ENTRY, target_key=str(mark.key)).delete()
    clear_loose_marks(entry_ids=[mark.entry_id])


def withdraw_marks(*, link: Link, actor: User, now: datetime) -> None:
    """Every mark over this link is gone; entries that no other clinician may read lose the writer's mark too."""
    marks = list(SharedEntry.objects.filter(link=link, withdrawn_at__isnull=True))
    hold_entries(entry_ids=[mark.entry_id for mark in marks])
    SharedEntry.objects.filter(pk__in=[mark.pk for mark in marks]).update(withdrawn_at=now)
    for mark in marks:
        _record_mark(link, mark, actor=actor, verb="entry_mark_taken_back")
    Pick.objects.standing().filter(link=link, kind=Pick.Kind.ENTRY).delete()
    clear_loose_marks(entry_ids=[mark.entry_id for mark in marks])


def clear_loose_marks(*, entry_ids: Collection[int]) -> None:
    """Of these entries, those that no standing mark names say again that only their writer reads them."""
    named = SharedEntry.objects.standing().filter(entry__in=entry_ids).values_list("entry", flat=True)
    clear_shown(entry_ids=set(entry_ids) - set(named))


def clear_left_behind() -> int:
    """Marks whose clinician's account is gone went with it: say so in the notebook. Returns how many entries."""
    named = SharedEntry.objects.standing().values("entry")
    loose = list(
        Entry.objects.filter(shown_since__isnull=False).exclude(pk__in=named).values_list("pk", flat=True)
    )
    clear_shown(entry_ids=loose)
    return len(loose)


def shared_leaf(entry: Entry) -> Leaf:
    """What the clinician reads, and the client sees beforehand: one function for both."""
    return leaf_to_show(entry)


def _locked_links(entry: Entry, links: Iterable[Link]) -> list[Link]:
    wanted = {link.pk for link in links}
    standing = list(
        Link.objects.active()
        .of_client(entry.writer_id)
        .filter(pk__in=wanted)
        .select_related("client", "clinician")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    agreed = Sharing.objects.filter(link__in=standing, kind=Sharing.Kind.ENTRIES).standing().said_now()
    if len(standing) != len(wanted):
        raise RuleBroken(_("This connection has ended. Nothing was changed."))
    if set(agreed.values_list("link", flat=True)) != wanted:
        raise RuleBroken(
            _("First say yes to marked pages for this clinician, on the sharing page. Nothing was changed.")
        )
    return standing


def _mark(link: Link, entry: Entry, now: datetime) -> SharedEntry:
    mark = SharedEntry.objects.create(link=link, entry=entry, shared_at=now)
    _record_mark(link, mark, actor=link.client, verb="entry_marked")
    return mark


def _record_mark(link: Link, mark: SharedEntry, *, actor: User, verb: str) -> None:
    record(subject=link.client, actor=actor, verb=verb, object_kind="shared_entry", object_key=mark.key)
