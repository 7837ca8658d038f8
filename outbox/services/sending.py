"""The run: claim a batch, and for each group of ten decide, begin, hand over, finish."""

import logging
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from common.wake import wake
from outbox.models import Mail
from outbox.rules import Prepared, Stage, Verdict, asks_for_patience, is_about_address, judge
from outbox.services import claiming, pacing, restoring, suppressing
from outbox.services.carrying import Carrier, NoLine, Reply, carrier
from outbox.services.claiming import Result
from outbox.services.parcels import (
    Parcel,
    asked_together,
    is_still_wanted,
    parcels_of,
    without_refusing,
)
from outbox.services.reaping import expire

GROUP = 10  # what a crash may leave uncertain, at most
RUN_SECONDS = 150.0
BATCH_SECONDS = 60.0  # after this no further group of a batch is begun
GROUP_SECONDS = 60.0  # after this no further mail of a group is handed over
FRESH_SECONDS = (
    1.0  # a decision older than this is asked for again, so that nobody is mailed long after they stopped
)
AHEAD_SECONDS = 0.5  # so long what a whole batch was asked together stands for its next group

logger = logging.getLogger(__name__)
_turn = threading.Lock()
_asked = threading.Event()


def take_turn(*, now: datetime) -> dict[str, int]:
    """Send what is due, one run at a time in this process: a crash may leave one group uncertain, not one a thread.

    Who comes while another thread is at it leaves a note, and that thread goes round once more.
    """
    counts: Counter[str] = Counter()
    _asked.set()
    while _asked.is_set() and _turn.acquire(blocking=False):
        try:
            _asked.clear()
            counts.update(send_due(now=max(now, timezone.now())))
        finally:
            _turn.release()
    return dict(counts)


def send_due(*, now: datetime, seconds: float = RUN_SECONDS) -> dict[str, int]:
    """Send what is due until nothing is left or the time is up; returns how many came to which end."""
    if not Mail.objects.due(now).exists():
        return {}
    counts = Counter(expired=expire(now=now))
    until = time.monotonic() + seconds
    try:
        with carrier() as line:
            run = Run(line, now)
            try:
                is_over = run.go(until)
            finally:
                run.end()
            counts.update(run.counts)
    except NoLine as error:
        if asks_for_patience(error.code):
            pacing.be_patient("")
        logger.warning("mail server away, left to the next run", extra={"error": str(error)})
        return dict(counts)
    if not is_over:
        wake("outbox.send_due")
    return dict(counts)


class Run:
    """One worker's turn over one connection. `results` are those of the last group that are not written down yet.

    They are written down by the statement that begins the next group, so a crash leaves no more than one group open.
    """

    def __init__(self, line: Carrier, now: datetime) -> None:
        self.line, self.now = line, now
        self.owner = uuid.uuid4()
        self.counts: Counter[str] = Counter()
        self.results: list[Result] = []
        self.answers: dict[int, Prepared] = {}  # of mails asked together, not long ago
        self.asked_at = 0.0
        self.ahead = claiming.BATCH
        self.pacing = pacing.Pacing(now)
        self.has_refusals = suppressing.are_there_any()
        self.restored_until = restoring.restored_until()

    def go(self, until: float) -> bool:
        """Batch after batch; True when nothing is left, or the line is dead."""
        while time.monotonic() < until:
            ended = self._send_batch()
            self.counts.update(ended)
            if not ended or Verdict.NOT_HANDED_OVER in ended:
                return True
        return False

    def end(self) -> None:
        claiming.finish(owner=self.owner, results=self.results, now=self.now)

    def _send_batch(self) -> Counter[str]:
        ended: Counter[str] = Counter()
        claimed = claiming.claim(owner=self.owner, now=self.now)
        mails = restoring.without_sent_before(owner=self.owner, mails=claimed, until=self.restored_until)
        ended["not begun"] += len(claimed) - len(mails)
        begin_until = time.monotonic() + BATCH_SECONDS
        self.answers, self.ahead = {}, min(claiming.BATCH, self.ahead * 2)
        for start in range(0, len(mails), GROUP):
            group = mails[start : start + GROUP]
            results = self._send_group(group, self._answers(group, mails[start:]))
            ended.update(str(result.verdict) for result in results)
            ended["not begun"] += len(group) - len(results)
            if Verdict.NOT_HANDED_OVER in ended or time.monotonic() > begin_until:
                break  # the rest is given back, long before its lease is over
        claiming.give_back(owner=self.owner)
        return +ended

    def _answers(self, group: Sequence[Mail], rest: Sequence[Mail]) -> dict[int, Prepared]:
        """What a batch answers together stands for a moment. Where that ends before they have left, the server is slow
        and fewer are asked; where nobody answers, one of them cannot be asked about, and only the group is."""
        is_known = any(mail.pk in self.answers for mail in group)
        is_old = time.monotonic() - self.asked_at > AHEAD_SECONDS
        if is_known and not is_old:
            return self.answers
        self.ahead = max(GROUP, self.ahead // 2) if is_known else self.ahead
        some = rest[: self.ahead]
        self.answers = self._ask(some)
        if not self.answers and len(some) > len(group):
            self.ahead = GROUP
            self.answers = self._ask(group)
        return self.answers

    def _ask(self, mails: Sequence[Mail]) -> dict[int, Prepared]:
        self.asked_at = time.monotonic()
        return asked_together(mails, now=claiming.moment(self.now))

    def _send_group(self, group: Sequence[Mail], answers: dict[int, Prepared]) -> Sequence[Result]:
        now = claiming.moment(self.now)
        parcels = list(parcels_of(self.line, owner=self.owner, mails=group, answers=answers, now=now))
        if self.has_refusals:
            parcels = list(without_refusing(owner=self.owner, parcels=parcels))
        ready, later = self.pacing.sort(parcels)
        for until, held in later.items():
            claiming.hold(owner=self.owner, mails=[one.mail for one in held], until=until, now=self.now)
        written, self.results = self.results, []
        try:
            begun = claiming.turn(
                owner=self.owner, results=written, mails=[one.mail for one in ready], now=self.now
            )
        except BaseException:
            self.results = written  # not written down yet
            raise
        for result in self._hand_over([one for one in ready if one.mail.pk in begun]):
            self.results.append(result)  # one by one: whatever breaks, what is known is written down
        return self.results

    def _hand_over(self, parcels: Sequence[Parcel]) -> Iterator[Result]:
        until = time.monotonic() + GROUP_SECONDS
        is_cut = False
        for parcel in parcels:
            if self.pacing.is_slow(parcel):
                yield Result(parcel.mail, Verdict.HELD, "The domain answers slowly.")
                continue
            started = time.monotonic()
            if started - self.asked_at > FRESH_SECONDS and not is_still_wanted(parcel, now=timezone.now()):
                yield Result(parcel.mail, Verdict.HELD, "Something has changed: it is decided again.")
                continue
            is_cut = is_cut or started > until
            reply = Reply(Stage.CONNECT, None, "no line") if is_cut else self.line.hand_over(parcel.packed)
            verdict = judge(stage=reply.stage, code=reply.code)
            is_cut = is_cut or verdict == Verdict.NOT_HANDED_OVER
            yield Result(parcel.mail, verdict, _reason(reply))
            self._learn(parcel, verdict, reply, time.monotonic() - started)

    def _learn(self, parcel: Parcel, verdict: Verdict, reply: Reply, seconds: float) -> None:
        """Remember an address that refuses, and forget it of one that has taken mail again."""
        self.pacing.note_answer(parcel, reply, seconds)
        if verdict == Verdict.REFUSED and reply.stage == Stage.RECIPIENT:
            if is_about_address(code=reply.code, words=reply.words):
                suppressing.note_refusal(digest=parcel.digest, about=str(parcel.mail.key), now=self.now)
        elif verdict == Verdict.SENT and parcel.has_refused and not settings.MAIL_NEWS_PROVIDER:
            # A provider takes everything and bounces it later: only its news says that a mail got through.
            suppressing.forget_refusals([parcel.digest])


def _reason(reply: Reply) -> str:
    return f"{reply.stage}: {reply.code or 'no answer'} {reply.words}".strip()
