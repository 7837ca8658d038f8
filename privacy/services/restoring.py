"""After a backup: whoever left since it was taken is put out again, and everything that came back is taken away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from privacy.models import Erased
from privacy.services.erasing import finish_leavings
from privacy.services.leaving import put_out


def erase_again(*, keys: Iterable[uuid.UUID], now: datetime) -> int:
    """Returns how many had come back. Twice does no harm."""
    wanted = {*keys, *Erased.objects.values_list("audit_key", flat=True)}
    known = set(Erased.objects.among(wanted).values_list("audit_key", flat=True))
    Erased.objects.bulk_create([Erased(audit_key=key, erased_at=now) for key in sorted(wanted - known)])
    back = User.objects.get_queryset().audited_as(wanted)
    for person in back:
        put_out(user=person, now=now)
    return finish_leavings(now=now) if back else 0
