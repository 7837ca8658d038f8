"""Pages a learner meets, each as a ratio to the same minute's references on the same database."""

import json
from pathlib import Path

from benchmarks import stage
from benchmarks.stage import Measured, Request

GOALS = {
    "lesson page": ("b", 2.6, 0.4),
    "today page": ("b", 3.0, None),
    "course page": ("b", 3.0, None),
    "check autosave": ("f", 2.0, None),
    "landing, signed out": ("a", None, 0.5),
    "course, signed out": ("a", None, 0.5),
    "lesson, signed out": ("a", None, 0.5),
    "help, signed out": ("a", None, 0.5),
}


def measure() -> None:
    """Print a table for each database."""
    with stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "prepare_local")
            person = json.loads(stage.run_inside(environment, "benchmarks.person"))
            _table(name, _references(environment, person), _product(environment, person))


def _references(environment: dict[str, str], person: dict[str, str]) -> dict[str, Measured]:
    with stage.served(environment, "benchmarks.reference_settings", first="/a/") as server:
        return {
            "a": server.measure(Request("/a/")),
            "b": server.measure(Request("/b/", cookie=person["cookie"])),
            "f": server.measure(Request("/f/", cookie=person["cookie"], method="POST", body=lambda _: "x=1")),
        }


def _product(environment: dict[str, str], person: dict[str, str]) -> dict[str, Measured]:
    cookie = person["cookie"]
    with stage.served(environment, "config.settings") as server:
        sequence = _Sequence(person)
        return {
            "lesson page": server.measure(Request(person["lesson"], cookie=cookie)),
            "today page": server.measure(Request("/today/", cookie=cookie)),
            "course page": server.measure(Request(person["course"], cookie=cookie)),
            "check autosave": server.measure(sequence.request()),
            "landing, signed out": server.measure(Request("/")),
            "course, signed out": server.measure(Request(person["course"])),
            "lesson, signed out": server.measure(Request(person["sample"])),
            "help, signed out": server.measure(Request("/help/")),
        }


class _Sequence:
    """Autosaves of one answer in turn, each having seen the one before."""

    def __init__(self, person: dict[str, str]) -> None:
        self.person = person
        self.seen = 0

    def request(self) -> Request:
        return Request(
            self.person["autosave"],
            cookie=f"{self.person['cookie']}; csrftoken={self.person['csrf']}",
            method="POST",
            body=self._body,
            headers={"X-CSRFToken": self.person["csrf"]},
            connections=1,  # over several, most answers would be 409: each must have seen the one before
        )

    def _body(self, number: int) -> str:
        sequence, self.seen = self.seen, self.seen + 1
        value = self.person["options"].split(",")[number % 2]
        return f"question={self.person['question']}&value={value}&sequence={sequence}"


def _table(name: str, references: dict[str, Measured], product: dict[str, Measured]) -> None:
    print(
        f"\n{name}: {Path('/proc/cpuinfo').read_text().count('processor')} cores, 400 requests in turn, then over 8"
    )
    print(f"{'':22}{'CPU ms':>8}{'p50 ms':>8}{'p99 ms':>8}{'req/s':>8}   CPU ratio   req/s ratio   goal")
    for key, label in (("a", "a bare"), ("b", "b session and user"), ("f", "f one row written")):
        print(f"{label:22}{_figures(references[key])}")
    for label, measured in product.items():
        reference, most, least = GOALS[label]
        base = references[reference]
        ratios = (
            f"{measured.cpu_ms / base.cpu_ms:8.2f} x{reference}{measured.per_second / base.per_second:12.2f}"
        )
        goal = ", ".join(
            part for part in (f"CPU <= {most}" if most else "", f"req/s >= {least}" if least else "") if part
        )
        print(f"{label:22}{_figures(measured)}  {ratios}     {goal}")


def _figures(measured: Measured) -> str:
    return f"{measured.cpu_ms:8.2f}{measured.p50_ms:8.2f}{measured.p99_ms:8.2f}{measured.per_second:8.0f}"
