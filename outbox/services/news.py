"""What a mail provider tells us afterwards about a mail it took."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from outbox.models import Mail
from outbox.querysets import MailQuerySet
from outbox.rules import News, meaning, message_id, our_ids
from outbox.services import suppressing


@dataclass(frozen=True)
class Event:
    """One piece of news. `kind` and `reason` are anymail's words; `told` is the news as the provider sent it."""

    kind: str
    recipient: str
    reason: str = ""
    answer: str = ""
    event_id: str = ""
    mail_id: str = ""
    told: Any = None


def our_domain() -> str:
    """The part of our Message-IDs behind the @."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


@transaction.atomic
def note_news(*, event: Event, now: datetime) -> News:
    """Learn from one piece of news about the address and about the mail; hearing it twice changes nothing."""
    news = meaning(kind=event.kind, reason=event.reason, answer=event.answer, told=event.told)
    if news == News.NOTHING:
        return news
    ids = our_ids([event.told, event.mail_id], domain=our_domain())
    if event.recipient:
        _learn(news, suppressing.address_hash(event.recipient), event, ids, now)
    if ids:
        _settle(ids, news, now)
    return news


def _learn(news: News, digest: str, event: Event, ids: Set[str], now: datetime) -> None:
    if news == News.CAME:
        suppressing.forget_refusals([digest])
    elif news == News.COMPLAINED:
        suppressing.suppress_hash(digest=digest, now=now)
    elif news == News.UNSUBSCRIBED:
        suppressing.silence_hash(digest=digest, now=now)
    else:
        about = min(ids, default="") or event.mail_id or event.event_id
        suppressing.note_refusal(digest=digest, about=about or now.isoformat(), now=now)


def _settle(ids: Set[str], news: News, now: datetime) -> None:
    """Whatever the news, the provider had the mail: what was uncertain is so no longer, and is never sent again."""
    for rows in (Mail.objects.uncertain(), Mail.objects.being_handed_over()):
        pks = _of_ids(rows, ids)
        if not pks:
            continue
        if news == News.REFUSED:
            ending: dict[str, Any] = {"state": Mail.State.FAILED, "reason": "The address refused it."}
        else:
            ending = {"state": Mail.State.SENT, "reason": "", "sent_at": now}
        rows.among(pks).update(**ending, sealed=None, lease_until=None)


def _of_ids(rows: MailQuerySet, ids: Set[str]) -> list[int]:
    """A Message-ID is a hash of the unique key: few rows are open at a time, so each is hashed and compared."""
    domain = our_domain()
    wanted = {f"<{one}@{domain}>" for one in ids}
    keys = rows.values_list("pk", "unique_key")
    return [pk for pk, unique_key in keys if message_id(unique_key=unique_key, domain=domain) in wanted]
