"""Somebody who reads pages over and over, and remembers how they were answered."""

import contextlib
import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from drills.stage import Stage

PATHS = ("/", "/account/login/", "/today/", "/notes/", "/livez")
PAUSE_SECONDS = 0.1
GOOD = {200, 302, 304}


class Visit:
    """Looks all the time in a thread of its own, signed in at every second page."""

    def __init__(self, address: str, cookie: str) -> None:
        self.place = urlsplit(address).netloc
        self.cookie = cookie
        self.seen: Counter[str] = Counter()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._end.set()
        self._thread.join(20)

    def look(self, *, seconds: float) -> None:
        time.sleep(seconds)

    def faults(self) -> list[str]:
        """Anything but a page, or 503 with Retry-After and a page in words."""
        return [f"{count} × {answer}" for answer, count in self.seen.items() if answer not in {"page", "503"}]

    def told(self) -> str:
        return ", ".join(f"{count} × {answer}" for answer, count in self.seen.most_common())

    def _go(self) -> None:
        while not self._end.is_set():
            for path in PATHS:
                self.seen[self._ask(path)] += 1
            self._end.wait(PAUSE_SECONDS)

    def _ask(self, path: str) -> str:
        headers = {"Cookie": self.cookie} if path in {"/today/", "/notes/"} else {}
        line = http.client.HTTPConnection(self.place, timeout=20)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            words = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return f"{path} {type(error).__name__}"
        finally:
            line.close()
        if answer.status in GOOD:
            return "page"
        is_polite = answer.status == 503 and answer.getheader("Retry-After") and b"<h1" in words
        return "503" if is_polite else f"{path} {answer.status}"


@contextlib.contextmanager
def visiting(stage: Stage) -> Iterator[Visit]:
    address, cookie = stage.web(), stage.ask("visitor")
    visit = Visit(address, cookie)
    stage.until(lambda: visit._ask("/livez") == "page", hint=False)
    visit.start()
    try:
        yield visit
    finally:
        visit.end()
