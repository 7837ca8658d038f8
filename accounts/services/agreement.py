"""What everybody with an account agrees to: asked once, and once more when the words have changed."""

from django.contrib.sessions.backends.base import SessionBase

from accounts import rules
from accounts.models import ADULT_TEXT, ADULT_TEXT_VERSION, Consent, User
from accounts.querysets import ConsentQuerySet
from accounts.services.people import give_consent


def agree(*, user: User) -> Consent:
    """Their yes to today's words about having an account; an older yes ends with it."""
    return give_consent(
        user=user,
        purpose=Consent.Purpose.ACCOUNT,
        text_version=ADULT_TEXT_VERSION,
        text=str(ADULT_TEXT),
    )


def must_agree(*, user: User, session: SessionBase) -> bool:
    """Whether no standing yes of theirs is to today's words. Looked up once a visit, and when there are new words.

    Whoever signs up says yes on the way. That leaves those whose yes is to older words, and those whose account the
    operator made: nobody has asked them yet.
    """
    if session.get(rules.AGREED) == ADULT_TEXT_VERSION:
        return False
    if not _agreements(user).standing().of_version(ADULT_TEXT_VERSION).exists():
        return True
    session[rules.AGREED] = ADULT_TEXT_VERSION
    return False


def has_never_agreed(*, user: User) -> bool:
    """Whether these would be the first words about having an account that they say yes to."""
    return not _agreements(user).exists()


def _agreements(user: User) -> ConsentQuerySet:
    agreements: ConsentQuerySet = user.consents.for_purpose(Consent.Purpose.ACCOUNT)
    return agreements
