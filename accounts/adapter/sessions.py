"""Where Django keeps its sessions: in a table of ours, sealed, each row knowing whose visit it is.

`settings.SESSION_ENGINE` names this module. Reading stays one query; ending a visit is deleting its row.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts import rules
from accounts.models import Visit
from common.sealing import CannotOpen

ON_THE_WAY_IN = timedelta(days=1)


class SessionStore(db.SessionStore):
    """As Django's own, but for the table. What does not open is no session: whoever holds its key starts anew."""

    @classmethod
    def get_model_class(cls) -> type[Visit]:
        return Visit

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        try:
            return self.decode(row.session_data) if row else {}
        except CannotOpen:
            self._session_key = None
            return {}

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Plain here, sealed by the column: nothing is signed, since what was changed does not open."""
        packed: bytes = self.serializer().dumps(session_dict)
        return packed.decode("latin-1")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        found: dict[str, Any] = self.serializer().loads(str(session_data).encode("latin-1"))
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Visit:
        return Visit(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self._kept_until(data),
            key=data.get(rules.VISIT) or get_random_string(22),
            user_id=data.get(SESSION_KEY),
            browser=data.get(rules.BROWSER, ""),
            system=data.get(rules.SYSTEM, ""),
            is_own_device=bool(data.get(rules.OWN_DEVICE)),
            begun_at=_moment(data.get(rules.BEGUN_AT)),
            seen_at=_moment(data.get(rules.SEEN_AT)),
        )

    def _kept_until(self, data: dict[str, Any]) -> datetime:
        """Of somebody who is not signed in nothing is worth keeping for longer than the day."""
        return self.get_expiry_date() if SESSION_KEY in data else timezone.now() + ON_THE_WAY_IN


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None
