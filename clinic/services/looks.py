"""The record of looks: written before anything is shown, so that nothing can be seen unrecorded."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import AuditEntry
from clinic.models import Link, Look


def record_looks(
    *, links: Sequence[Link], what: Look.What, kinds: dict[int, list[str]], now: datetime
) -> None:
    """One look and one audit line a link, in two statements however many links (keyed by `Link.pk`).

    The links come with their client and clinician. The look tells the client; the audit line outlives the link.
    """
    Look.objects.bulk_create(
        [Look(link=link, what=what, kinds=kinds.get(link.pk, []), at=now) for link in links]
    )
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                subject_key=link.client.audit_key,
                actor_key=link.clinician.audit_key,
                verb="client_data_read",
                object_kind=f"look_{what}",
                object_key=str(link.key),
                at=now,
            )
            for link in links
        ]
    )
