"""What a provider's news about a mail means: it came, it was refused for good or for now, or it was not wanted.

Providers name things differently, and what is called a bounce is soft with some of them. An address is only given up
when nothing in the news says that it may work tomorrow.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from outbox.rules.replies import ENHANCED, is_about_address

SOFT = re.compile(r"(activity\.)?soft[ _-]?bounced?|transient|temporary|undetermined|blocked|expired", re.I)
CODE = re.compile(r"(?<![\d.])([245]\d\d)\b")
HARD_CLASSES = frozenset({"10", "30", "90"})  # SparkPost: no such recipient, by both names; unsubscribed
OURS = re.compile(r"\b([0-9a-f]{40})@([A-Za-z0-9.-]+)")
LONGEST = 200
DEEPEST = 6
CAME = frozenset({"delivered", "opened", "clicked", "autoresponded"})
GONE = frozenset({"bounced", "invalid"})


class News(StrEnum):
    NOTHING = "nothing"
    CAME = "came"
    REFUSED = "refused"  # for good
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


def meaning(*, kind: str, reason: str, answer: str, told: Any) -> News:
    """`kind` and `reason` as anymail names them, `answer` of the receiving server, `told` the news as it came."""
    if kind in CAME:
        return News.CAME
    if kind == "complained" or (kind == "rejected" and reason == "spam"):
        return News.COMPLAINED
    if kind == "unsubscribed" or (kind == "rejected" and reason == "unsubscribed"):
        return News.UNSUBSCRIBED
    if kind == "rejected" and reason in GONE:
        return News.REFUSED  # the provider knows the address from before
    if kind == "bounced" and (not reason or reason in GONE) and not _may_work_tomorrow(answer, told):
        return News.REFUSED
    return News.NOTHING


def our_ids(told: Any, *, domain: str) -> set[str]:
    """The hashes of our own Message-IDs, wherever the provider repeats them."""
    found = (OURS.search(value) for _, value in _leaves(told))
    return {match[1] for match in found if match and match[2].lower() == domain.lower()}


def _may_work_tomorrow(answer: str, told: Any) -> bool:
    for name, value in _leaves(told):
        if SOFT.fullmatch(value) or (name == "bounce_class" and value not in HARD_CLASSES):
            return True
    enhanced, code = ENHANCED.search(answer), CODE.search(answer)
    if enhanced is not None:
        return not is_about_address(code=int(enhanced[1]) * 100 + 50, words=answer)
    return code is not None and not is_about_address(code=int(code[1]), words=answer)


def _leaves(told: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every short word of the news with the name it stands under."""
    if depth > DEEPEST:
        return
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _leaves(value, str(key), depth + 1)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _leaves(value, name, depth + 1)
    elif isinstance(told, str | int) and len(str(told)) <= LONGEST:
        yield name, str(told)
