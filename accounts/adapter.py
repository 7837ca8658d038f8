"""How allauth speaks to us: its mail goes through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail is a row first; nothing is sent inside a request."""
