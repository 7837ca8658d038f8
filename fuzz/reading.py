"""What a page invites a browser to do: its forms with everything filled in, and its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class PageForm:
    """One form as it would be sent if somebody filled it in: each field once, a box ticked, a choice made."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.fields)


@dataclass
class _Open:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: Pairs = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: dict[str, None] = {}
        self.forms: list[_Open] = []
        self.by_id: dict[str, _Open] = {}
        self.inside: _Open | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        read = getattr(self, f"_{tag}", None)
        if read is not None:
            read(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def _a(self, given: dict[str, str]) -> None:
        self.links[urldefrag(urljoin(self.address, given.get("href", ""))).url] = None

    def _form(self, given: dict[str, str]) -> None:
        action = urljoin(self.address, given.get("action", "") or self.address)
        self.inside = _Open(action, given.get("method", "get").lower())
        self.forms.append(self.inside)
        if given.get("id"):
            self.by_id[given["id"]] = self.inside

    def _owner(self, given: dict[str, str]) -> _Open | None:
        return self.by_id.get(given.get("form", ""), self.inside)

    def _input(self, given: dict[str, str]) -> None:
        form, name = self._owner(given), given.get("name", "")
        if form is None or not name:
            return
        if given.get("type") in {"radio", "checkbox"}:
            form.fields.setdefault(name, given.get("value", "on"))
        else:
            form.fields[name] = given.get("value", "")

    def _button(self, given: dict[str, str]) -> None:
        form = self._owner(given)
        if form is not None and given.get("name"):
            form.buttons.append((given["name"], given.get("value", "")))

    def _select(self, given: dict[str, str]) -> None:
        form = self._owner(given)
        self.select = given.get("name", "") if form is not None else ""

    def _option(self, given: dict[str, str]) -> None:
        if self.inside is not None and self.select:
            self.inside.fields[self.select] = given.get("value", "")

    def _textarea(self, given: dict[str, str]) -> None:
        form = self._owner(given)
        if form is not None and given.get("name"):
            form.fields[given["name"]] = "Some words."


def read_page(html: str, address: str) -> tuple[list[PageForm], list[str]]:
    """The forms of a page, one for each of its buttons that have a name, and where its links lead on this site."""
    reader = _Reader(address)
    reader.feed(html)
    forms = []
    for found in reader.forms:
        filled = {name: value or "Words" for name, value in found.fields.items()}
        filled.pop("csrfmiddlewaretoken", None)
        for button in found.buttons or [None]:
            sent = tuple((filled | dict([button] if button else [])).items())
            forms.append(PageForm(_local(found.action), found.method, sent))
    return forms, [
        _local(link) for link in reader.links if not urlsplit(link).netloc and link.startswith("/")
    ]


def _local(address: str) -> str:
    split = urlsplit(address)
    return (split.path or "/") + (f"?{split.query}" if split.query else "")
