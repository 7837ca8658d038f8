"""What everybody with an account has agreed to, and who is asked once more because the words have changed."""

from django.contrib.sessions.backends.base import SessionBase

from accounts import rules
from accounts.models import ADULT_TEXT, ADULT_TEXT_VERSION, Consent, User
from accounts.services.people import give_consent


def agree(*, user: User) -> Consent:
    """Their yes to today's words about having an account; an older yes ends with it."""
    return give_consent(
        user=user,
        purpose=Consent.Purpose.ACCOUNT,
        text_version=ADULT_TEXT_VERSION,
        text=str(ADULT_TEXT),
    )


def must_agree_again(*, user: User, session: SessionBase) -> bool:
    """Whether their standing yes is to older words. Looked up once a visit, and again when there are new words.

    Whoever the operator made an account for has never been asked, and is not asked here.
    """
    if session.get(rules.AGREED) == ADULT_TEXT_VERSION:
        return False
    standing = user.consents.standing().for_purpose(Consent.Purpose.ACCOUNT)
    if standing.exclude(text_version=ADULT_TEXT_VERSION).exists():
        return True
    session[rules.AGREED] = ADULT_TEXT_VERSION
    return False
