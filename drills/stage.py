"""A product of its own for each drill: database, broker, mail server, processes; all gone afterwards."""

import contextlib
import random
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.brokers import Broker, valkey
from tools.product import BEAT, WEB, WORKER, Running, manage, product_env
from tools.servers import Postgres, free_port, postgres_server
from tools.smtp import Smtp
from tools.waiting import eventually

FILES, SERVERS = "SQLite", "PostgreSQL"  # with the embedded broker; with Valkey
KEPT = ("SECRET_KEY", "ENCRYPTION_KEYS")
QUIET_SECONDS = 2.0  # nothing moves any more: time to let leases and pauses run out
GLANCE_SECONDS = 0.2
TALKER = ("-m", "drills.inside")


@dataclass(eq=False)
class Stage:
    """What one drill may touch. `size` is how many people a large drill gathers, `small` a small one."""

    name: str
    env: dict[str, str]
    broker: Broker
    smtp: Smtp
    size: int
    is_long: bool
    dice: random.Random
    patience: float = 1.0  # waits are longer by this on a busy machine
    server: Postgres | None = None
    due: list[str] = field(default_factory=list)  # keys of the people to whom a note is due
    notes: list[str] = field(default_factory=list)  # what the line of this drill adds in words
    _running: list[Running] = field(default_factory=list)
    _talker: Running | None = None

    @property
    def small(self) -> int:
        return min(self.size, 200)

    @property
    def accepted(self) -> int:
        return len(self.smtp.accepted)

    # Processes ------------------------------------------------------------------------------------------------

    def start(self, *arguments: str, talks: bool = False, **env: str) -> Running:
        running = Running(*arguments, env={**self.env, **env}, talks=talks)
        self._running.append(running)
        return running

    def worker(self, *, threads: int = 2, **env: str) -> Running:
        return self.start(*WORKER, "-c", str(threads), talks=False, **env)

    def beat(self) -> Running:
        return self.start(*BEAT, "-s", f"{self.env['DATA_DIR']}/beat-{uuid.uuid4().hex[:6]}")

    def web(self) -> str:
        """A web server; returns its address once it answers."""
        port = free_port()
        self.start(*WEB, "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error")
        return f"http://127.0.0.1:{port}"

    def talker(self) -> Running:
        """One more process inside the product that answers questions, ready to do so."""
        talker = self.start(*TALKER, talks=True)
        talker.ask("states")
        return talker

    def logs(self) -> str:
        return "\n".join(running.said() for running in self._running)

    def end(self) -> None:
        for running in self._running:
            running.end()

    # The product from inside ----------------------------------------------------------------------------------

    def ask(self, verb: str, **arguments: Any) -> Any:
        """One question to the product, asked again while its database is away."""
        self._talker = self._talker or self.start(*TALKER, talks=True)
        deadline = time.monotonic() + 60
        while isinstance(answer := self._talker.ask(verb, **arguments), dict) and "away" in answer:
            assert time.monotonic() < deadline, "The database stays away."
            time.sleep(GLANCE_SECONDS)
        return answer

    def move_into(self, env: dict[str, str]) -> None:
        """From now on everything is started on another product."""
        self.env, self._talker = env, None

    def planned(self, count: int, **how: Any) -> None:
        """So many people to whom a note is due, planned already."""
        self.due += self.ask("gather", count=count, name=f"q{len(self.due)}-", planned=True, **how)

    def unplanned(self, count: int, **how: Any) -> None:
        """So many people to whom a note is due; the planner does not know yet."""
        self.due += self.ask("gather", count=count, name=f"p{len(self.due)}-", **how)

    # Waiting --------------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], Any], *, within: float = 90, hint: bool = True) -> Any:
        def glance() -> Any:
            if hint:
                self.ask("hint")
            return condition()

        return eventually(glance, within=within * self.patience, every=GLANCE_SECONDS)

    def until_accepted(self, count: int, *, within: float = 90) -> None:
        """Until the mail server has taken so many; what died workers held is given back meanwhile."""
        self.settle(within=within, enough=lambda: self.accepted >= count)

    def settle(
        self,
        *,
        within: float = 240,
        quiet: float = QUIET_SECONDS,
        meanwhile: Callable[[], object] = lambda: None,
        enough: Callable[[], bool] = lambda: False,
    ) -> None:
        """Hint until nothing is open, or it is enough. When nothing moves for a while, minutes pass for leases and
        pauses between tries."""
        last, since, deadline = None, time.monotonic(), time.monotonic() + within * self.patience
        while time.monotonic() < deadline:
            meanwhile()
            standing = [*self.ask("open_now"), self.accepted]
            if not any(standing[:3]) or enough():
                return
            if standing != last:
                last, since = standing, time.monotonic()
            elif time.monotonic() - since > quiet:
                self.ask("let_time_pass")
                since = time.monotonic()
            self.ask("hint")
            time.sleep(2 * GLANCE_SECONDS)
        self.notes.append(f"not settled within {within:.0f} s")


class House:
    """Prepared databases of both kinds, from which each drill gets a copy."""

    def __init__(self, folder: Path, kinds: list[str]) -> None:
        self.folder = folder
        self._server = contextlib.ExitStack()
        self._stages: set[Stage] = set()
        self.is_closing = False
        self.postgres: Postgres | None = None
        if SERVERS in kinds:
            self.postgres = self._server.enter_context(postgres_server(folder / "postgres"))
            self._prepare(SERVERS, DATABASE_URL=self.postgres.new_database("alder_template"))
        if FILES in kinds:
            self._prepare(FILES)

    def stop(self) -> None:
        """End what is going on now; nothing new is begun."""
        self.is_closing = True
        for stage in list(self._stages):
            stage.end()

    def end(self) -> None:
        self._server.close()

    @contextlib.contextmanager
    def stage(
        self, kind: str, *, size: int, is_long: bool = False, seed: str = "", patience: float = 1.0
    ) -> Iterator[Stage]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(self.folder / kind, folder, dirs_exist_ok=True)
        make = self._servers if kind == SERVERS else self._files
        with Smtp() as smtp, make(folder, smtp) as (env, broker):
            dice = random.Random(seed)
            stage = Stage(kind, env, broker, smtp, size, is_long, dice, patience, self.postgres)
            self._stages.add(stage)
            try:
                yield stage
            finally:
                self._stages.discard(stage)
                stage.end()
        shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def _files(self, folder: Path, smtp: Smtp) -> Iterator[tuple[dict[str, str], Broker]]:
        yield _environment(folder, EMAIL_URL=smtp.url), Broker(folder)

    @contextlib.contextmanager
    def _servers(self, folder: Path, smtp: Smtp) -> Iterator[tuple[dict[str, str], Broker]]:
        assert self.postgres is not None
        name = f"alder_{uuid.uuid4().hex[:8]}"
        address = self.postgres.new_database(name, template="alder_template")
        with valkey() as broker:
            yield (
                _environment(folder, EMAIL_URL=smtp.url, DATABASE_URL=address, BROKER_URL=broker.url),
                broker,
            )
        self.postgres.drop_database(name)

    def _prepare(self, kind: str, **env: str) -> None:
        (self.folder / kind).mkdir()
        product = _environment(self.folder / kind, **env)
        for command in ("migrate -v0", "createcachetable", "publish_content"):
            manage(product, *command.split())


@contextlib.contextmanager
def house(kinds: list[str]) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="alder-drills-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
        home = House(Path(folder), kinds)
        try:
            yield home
        finally:
            home.end()


def _environment(folder: Path, **more: str) -> dict[str, str]:
    env = product_env(folder, DJANGO_SETTINGS_MODULE="drills.settings", **more)
    return {name: value for name, value in env.items() if name not in KEPT}
