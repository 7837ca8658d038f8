"""Who runs this site, where people write, and what only the operator knows: the pages of words and mails read it."""

from dataclasses import dataclass

from common.environment import Reader


@dataclass(frozen=True)
class Notice:
    """Empty words leave their sentence out, or put a vaguer one that is true in its place."""

    operator: str
    contact: str  # an email address
    authors: str  # who hears that a lesson made things worse; an email address
    security: str  # where a weakness is told: mailto:, https: or tel:
    processors: str
    backup_days: int
    log_days: int


def read_notice(env: Reader, *, site_name: str, contact: str) -> Notice:
    """`contact` is the address when none is given."""
    contact = env.address("CONTACT_EMAIL", default=contact)
    return Notice(
        operator=env.text("OPERATOR_NAME", default=site_name),
        contact=contact,
        authors=env.address("CONTENT_EMAIL", default=contact),
        security=env.contact("SECURITY_CONTACT", default=contact and f"mailto:{contact}"),
        processors=env.text("PROCESSORS", default=""),
        backup_days=env.count("BACKUP_DAYS", default=30),
        log_days=env.count("LOG_DAYS", default=14),
    )
