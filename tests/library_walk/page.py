"""A page as a browser without script and without eyes holds it: ids, headings, links, forms, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

LOADS = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}
POINTS = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
AUTHORS = re.compile(
    r"^(lesson|term|help):"
)  # how an author writes a link; publishing turns it into an address
FOREIGN = re.compile(r"^([a-z]+:)?//", re.I)
UNREAD = {"script", "style", "noscript"}


@dataclass
class Control:
    """Something that sends a value: an input, a text area, a button."""

    name: str
    kind: str
    value: str = ""
    is_checked: bool = False
    most: str = ""

    @property
    def is_sent(self) -> bool:
        return self.kind != "submit" and (self.kind not in {"radio", "checkbox"} or self.is_checked)


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def of(self, name: str) -> list[Control]:
        """The controls of one question: of this name, or of its numbered rows."""
        mine = re.compile(rf"{re.escape(name)}(-\d+(-\w+)?)?")
        return [one for one in self.controls if mine.fullmatch(one.name)]

    def pressed(self, changes: dict[str, list[str]], **more: str) -> dict[str, list[str]]:
        """What a press of a button sends: what stands there, and what was changed."""
        data: dict[str, list[str]] = {}
        for control in self.controls:
            if control.is_sent:
                data.setdefault(control.name, []).append(control.value)
        return data | changes | {name: [value] for name, value in more.items()}


class Page(HTMLParser):
    """Reads a page once; `faults` says what is wrong with it for anybody."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.points: list[str] = []
        self.headings: list[int] = []
        self.forms: list[Form] = []
        self.h1 = ""
        self._words: list[str] = []
        self._open: list[str] = []  # what is being read that is not plain words
        self._form: Form | None = None
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        return " ".join("".join(self._words).split())

    def form(self, beginning: str) -> Form:
        """The one form that posts to an address with this beginning."""
        (found,) = [form for form in self.forms if form.action.startswith(beginning)]
        return found

    # Reading --------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._notice(tag, has)
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get"))
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "button", "select"} and self._form and "name" in has:
            kind = has.get("type", "submit" if tag == "button" else "text")
            control = Control(has["name"], kind, has.get("value", ""), "checked" in has, has.get("max", ""))
            self._form.controls.append(control)
        if tag in {*UNREAD, "textarea", "h1"}:
            self._open.append(tag)

    def _notice(self, tag: str, has: dict[str, str]) -> None:
        self.ids += [has["id"]] if "id" in has else []
        self.links += [has["href"]] if tag == "a" and "href" in has else []
        self.loads += [has[LOADS[tag]]] if has.get(LOADS.get(tag, ""), "") else []
        self.points += [point for name in POINTS for point in has.get(name, "").split()]
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if UNREAD & set(self._open):
            return
        if "textarea" in self._open and self._form:
            self._form.controls[-1].value += data.removeprefix("\n")
            return
        self.h1 += data if "h1" in self._open else ""
        self._words.append(data)

    # Judging --------------------------------------------------------------------------------------------------------

    @property
    def faults(self) -> list[str]:
        return [*self._places(), *self._levels(), *self._addresses()]

    def _places(self) -> Iterator[str]:
        for name, count in Counter(self.ids).items():
            if count > 1 or not name:
                yield f"the id “{name}” stands {count} times"
        known = {*self.ids, "", "top"}
        for link in self.links:
            if link.startswith("#") and link[1:] not in known:
                yield f"the link {link} leads nowhere on the page"
        for point in self.points:
            if point not in known:
                yield f"a label or description points to “{point}”, which is not there"

    def _levels(self) -> Iterator[str]:
        if self.headings.count(1) != 1:
            yield f"there are {self.headings.count(1)} headings of level 1"
        for before, after in zip([0, *self.headings], self.headings, strict=False):
            if after > before + 1:
                yield f"a heading of level {after} follows one of level {before}"

    def _addresses(self) -> Iterator[str]:
        for link in self.links:
            if AUTHORS.match(link) or not link:
                yield f"the link “{link}” was not resolved"
        for address in self.loads:
            if FOREIGN.match(address):
                yield f"{address} is fetched from another site"
        for form in self.forms:
            if FOREIGN.match(form.action):
                yield f"a form sends to another site: {form.action}"


def words_of(html: str) -> str:
    return Page(html).words
