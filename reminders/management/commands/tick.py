"""Plan and send what is due without a broker: once, or for ever with --loop."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from outbox import services as outbox
from reminders.services import plan_due


class Command(BaseCommand):
    help = "Plan notes, reap, and send every mail that is due. Needs no broker and may run beside the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until interrupted.")
        parser.add_argument("--every", type=float, default=15.0, help="Seconds between two runs of the loop.")

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        stopping = threading.Event()

        def stop(_: int, __: FrameType | None) -> None:
            stopping.set()

        self._run()
        if loop:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, stop)
            while not stopping.wait(every):
                self._run()

    def _run(self) -> None:
        now = timezone.now()
        plan_due(now=now)
        outbox.note_heartbeat(name="planner")
        outbox.reap(now=now)
        counts = outbox.send_due(now=now)
        outbox.note_heartbeat(name="worker")
        if counts := {name: number for name, number in counts.items() if number}:
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
