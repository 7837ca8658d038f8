"""What stands in an answer: forms with their fields, links with questions, keys of rows, and canaries."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponseBase
from pypdf import PdfReader

from tests.sweep.rows import A_KEY, Rows

WORDS = "A few words"  # in every empty field
A_CANARY = re.compile(r"canary\.([a-z]+)\.([a-z]+)\.([a-z]+)")
TYPED = {"text", "hidden", "email", "search", "number", "date", "password", "tel", "url"}


@dataclass
class Form:
    """One form as a page shows it: where it goes, what it sends if nothing is touched, and what else may be chosen."""

    action: str
    method: str
    sends: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def offer(self, name: str, value: str, *, is_sent: bool) -> None:
        self.offers.setdefault(name, []).append(value)
        if is_sent:
            self.sends.setdefault(name, []).append(value)

    def kinds_offered(self, rows: Rows) -> set[tuple[str, str]]:
        """Every field that offers keys of rows, with the kind of them."""
        return {
            (name, rows.by_key[value].kind)
            for name, values in self.offers.items()
            for value in values
            if value in rows.by_key
        }

    def filled(self, changes: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """As somebody sends it who answers every question, with these changes; the first of its buttons is pressed."""
        filled = {name: [value or WORDS for value in values] for name, values in self.sends.items()}
        chosen = {name: values[:1] for name, values in self.offers.items() if name not in filled}
        pressed = {name: [value] for name, value in self.buttons[:1] if name}
        return {**filled, **chosen, **pressed, **changes}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.select = ""
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_open = True
            action = urljoin(self.address, facts.get("action", ""))
            self.forms.append(Form(action, facts.get("method", "get").lower()))
        elif tag == "a" and facts.get("href"):
            self.links.append(urljoin(self.address, facts["href"]))
        elif self.is_open:
            self._field(tag, facts, self.forms[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_open = False
        if tag == "select":
            self.select = ""

    def _field(self, tag: str, facts: dict[str, str], form: Form) -> None:
        name, value = facts.get("name", ""), facts.get("value", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            is_first = self.select not in form.sends
            form.offer(self.select, value, is_sent="selected" in facts or is_first)
        elif tag == "textarea" and name:
            form.offer(name, "", is_sent=True)
        elif tag == "button":
            self._button(facts)
        elif tag == "input" and name:
            kind = facts.get("type", "text")
            is_sent = "checked" in facts if kind in {"checkbox", "radio"} else kind in TYPED
            form.offer(name, value or ("on" if kind == "checkbox" else ""), is_sent=is_sent)

    def _button(self, facts: dict[str, str]) -> None:
        """One that leads elsewhere is a form of its own, with the same fields."""
        form = self.forms[-1]
        if "formaction" not in facts:
            form.buttons.append((facts.get("name", ""), facts.get("value", "")))
            return
        there = Form(urljoin(self.address, facts["formaction"]), form.method, form.sends, form.offers)
        there.buttons.append((facts.get("name", ""), facts.get("value", "")))
        self.forms.insert(-1, there)


@dataclass(frozen=True)
class Page:
    forms: tuple[Form, ...]
    links: tuple[str, ...]


def read(address: str, text: str) -> Page:
    reader = _Reader(address)
    reader.feed(text)
    ours = [form for form in reader.forms if urlsplit(form.action).netloc == ""]
    return Page(tuple(ours), tuple(link for link in reader.links if urlsplit(link).netloc == ""))


def text_of(answer: HttpResponseBase) -> str:
    """All that somebody can read in it, where it leads included."""
    kind = answer.headers.get("Content-Type", "")
    head = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if kind == "application/pdf":
        pages = PdfReader(io.BytesIO(_bytes(answer))).pages
        return f"{head}\n" + "\n".join(page.extract_text() for page in pages)
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(_bytes(answer))) as archive:
            return f"{head}\n" + "\n".join(archive.read(name).decode() for name in archive.namelist())
    return f"{head}\n{_bytes(answer).decode(errors='replace')}"


def _bytes(answer: HttpResponseBase) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]


def canaries(text: str) -> set[tuple[str, str, str]]:
    """Writer, what, and reader of every canary."""
    return set(A_CANARY.findall(text))


def keys(text: str) -> set[str]:
    """Every random key, with its hyphens."""
    return {_hyphened(found) for found in A_KEY.findall(text)}


def _hyphened(key: str) -> str:
    plain = key.replace("-", "")
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


def as_form(link: str) -> Form:
    """A link that asks something in its address."""
    form = Form(link.partition("?")[0], "get")
    for name, value in parse_qsl(urlsplit(link).query):
        form.offer(name, value, is_sent=True)
    return form
