"""Vocabulary for invitations, links and what was agreed on them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from common.lists import Rows

# A suspended clinician loses every door at once, and with it what they said.
VERIFIED, SUSPENDED = "verified", "suspended"


def by_a_standing_clinician(path: str = "") -> Q:
    """Whose clinician is verified and active; `path` leads to the link, with its underscores."""
    return Q(**{f"{path}clinician__clinician_state": VERIFIED, f"{path}clinician__is_active": True})


def lets_be_seen(path: str = "") -> Q:
    """The one rule for whatever a client shares over a link; `path` leads to the link, with its underscores.

    The link stands, the client has not paused it, its clinician is verified and active, and the client has said what
    they share in the term that this clinician's pages are open now: after a suspension they are asked again.
    """
    agreed = {f"{path}agreed_in_term": F(f"{path}clinician__clinician_term")}
    stands = {f"{path}ended_at__isnull": True, f"{path}paused_at__isnull": True}
    return by_a_standing_clinician(path) & Q(**agreed, **stands)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """An invitation is its sender's; the person invited holds the token instead."""
        return self.filter(by_a_standing_clinician(), clinician=user)

    def open(self, now: datetime) -> Self:
        return self.filter(
            by_a_standing_clinician(),
            answered_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
        )

    def forgettable(self, now: datetime) -> Self:
        """Nobody can answer these any more, and they still say who was asked, or how."""
        said = Q(address__isnull=False) | Q(reference__isnull=False) | Q(spoken_code__isnull=False)
        return self.filter(said, expires_at__lte=now)

    def to_address(self, mark: str) -> Self:
        return self.filter(address_mark=mark)

    def marked_before(self, moment: datetime) -> Self:
        """Sent so long ago that it need not be known any more to whom."""
        return self.filter(created_at__lte=moment).exclude(address_mark="")

    def spoken(self) -> Self:
        """Made to be said in the room, and not yet answered."""
        return self.filter(spoken_code__isnull=False)

    def sent_by(self, user: Any) -> Self:
        return self.filter(clinician=user)

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(created_at__gt=moment)


class LinkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A client sees all their links, ended ones too; a clinician only those that stand."""
        as_clinician = by_a_standing_clinician() & Q(clinician=user, ended_at__isnull=True)
        return self.filter(Q(client=user) | as_clinician)

    def active(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def closed_unnoted(self) -> Self:
        """What is shared over them was closed by a suspension, and no record says so yet."""
        suspended, reopened = (
            Q(clinician__clinician_state=SUSPENDED),
            ~Q(agreed_in_term=F("clinician__clinician_term")),
        )
        return self.active().filter(suspended | reopened, closed_at__isnull=True)

    def held_in_order(self) -> Self:
        """Locked where the database can, in the order in which others hold several; who is busy comes another time."""
        return self.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")

    def of_client(self, user: Any) -> Self:
        return self.filter(client=user)

    def of_clinician(self, user: Any) -> Self:
        return self.filter(clinician=user)

    def with_request_cut_off(self) -> Self:
        """Annotates `cut_off`: a request for contact was still waiting when the link ended."""
        requests = self.model.contact_requests.rel.related_model.objects
        waiting = requests.filter(link=models.OuterRef("pk"), withdrawn_at=models.OuterRef("ended_at"))
        return self.annotate(cut_off=models.Exists(waiting))

    def with_last_look(self) -> Self:
        """Annotates `last_look_at`: when the clinician opened something of this client last, or None."""
        looks = self.model.looks.rel.related_model.objects.filter(link=models.OuterRef("pk")).order_by("-at")
        return self.annotate(last_look_at=models.Subquery(looks.values("at")[:1]))

    def for_today(self) -> Self:
        """With the clinician and, a row for each, what stands suggested over the link (`suggested`; one row without
        it where nothing does); annotates waiting_nudges (key, words, sent_at), and has_contact: a request waits."""
        stands = Q(assignments__state__in=related(self.model, "assignments").objects.wanted_states())
        nudges = related(self.model, "nudges").objects.waiting().filter(link=models.OuterRef("pk"))
        requests = related(self.model, "contact_requests").objects.open().filter(link=models.OuterRef("pk"))
        rows = self.annotate(
            suggested=models.FilteredRelation("assignments", condition=stands),
            has_contact=models.Exists(requests),
            waiting_nudges=Rows(nudges, "key", "words", "sent_at"),
        )
        return rows.select_related("suggested", "clinician")

    def for_the_list(self) -> Self:
        """Annotates asked_at (a request for contact that waits), term (the clinician's), client_audit_key and
        client_last_seen_on: the day of the last visit, fetched only over a link with a yes to progress in force."""
        requests = self.model.contact_requests.rel.related_model.objects.open()
        progress = self.model.sharings.rel.related_model.objects.in_force().of_kinds(["progress"])
        over_it = models.OuterRef("pk")
        light = self.only("key", "reference", "client", "paused_at", "agreed_in_term")
        return light.annotate(
            term=F("clinician__clinician_term"),
            asked_at=models.Subquery(requests.filter(link=over_it).values("asked_at")[:1]),
            client_audit_key=models.F("client__audit_key"),
            client_last_seen_on=models.Case(
                models.When(
                    models.Exists(progress.filter(link=over_it)), then=models.F("client__last_seen_on")
                ),
                default=None,
            ),
        )


class SharingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The client sees every yes they gave; the clinician those that let them see something now."""
        as_clinician = lets_be_seen("link__") & Q(link__clinician=user, withdrawn_at__isnull=True)
        return self.filter(Q(link__client=user) | as_clinician)

    def standing(self) -> Self:
        """Agreed and not taken back, whether or not the client has paused it all."""
        return self.filter(withdrawn_at__isnull=True, link__ended_at__isnull=True)

    def said_now(self) -> Self:
        """Said in the clinician's present term: not what waits to be said again after a suspension."""
        return self.filter(link__agreed_in_term=F("link__clinician__clinician_term"))

    def in_force(self) -> Self:
        """Agreed, and nothing in the way: what a clinician may be shown."""
        return self.standing().filter(lets_be_seen("link__"))

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(kind__in=list(kinds))


class SharedEntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The client sees every mark they set; a clinician only what they may read."""
        readable = self.model.objects.readable_by(user).values("pk")
        return self.filter(Q(link__client=user) | Q(pk__in=readable))

    def readable_by(self, clinician: Any) -> Self:
        """All of it has to hold: what lets be seen, yes to entries, both marks, a page that may be shown.

        One join to the yes: a link has one standing yes a kind.
        """
        return self.standing().filter(
            lets_be_seen("link__"),
            link__clinician=clinician,
            link__sharings__kind="entries",
            link__sharings__withdrawn_at__isnull=True,
            entry__writer=models.F("link__client"),
            entry__shown_since__isnull=False,
            entry__in=related(self.model, "entry").objects.may_be_shown(),
        )

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True, link__ended_at__isnull=True)

    def of_client(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def latest_first(self) -> Self:
        return self.order_by("-shared_at", "-pk")


def related(model: Any, name: str) -> Any:
    """The model at the other end of a relation."""
    return model._meta.get_field(name).related_model
