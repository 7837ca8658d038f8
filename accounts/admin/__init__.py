"""The staff's pages: people and their roles, clinicians to verify, ways back in."""

from accounts.admin import clinicians, people, ways_back

__all__ = ["clinicians", "people", "ways_back"]
