"""The form on a page as a browser without script holds it: what it would send, and where to."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Sheet(HTMLParser):
    """The writing form of a page; `data` is what a press of its button sends, and may be changed as hands would."""

    action: str = ""
    autosave: str = ""
    data: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    _typing: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and "data-autosave" in has:
            self.action, self.autosave = has["action"], has["data-autosave"]
        if not self.action or self.action == "done":
            return
        name, kind = has.get("name", ""), has.get("type", "text")
        if tag == "textarea":
            self._typing = name
            self.data.setdefault(name, []).append("")
        elif tag == "button":
            self.buttons.append(has.get("value", ""))
        elif tag == "input" and name and (kind not in {"radio", "checkbox"} or "checked" in has):
            self.data.setdefault(name, []).append(has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._typing:
            self.data[self._typing][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.data[self._typing][-1] = self.data[self._typing][-1].removeprefix("\n")
            self._typing = ""

    @property
    def answers(self) -> dict[str, list[str]]:
        return {name: value for name, value in self.data.items() if name.startswith("f-")}

    def pressed(self, button: str = "keep", **changes: str | list[str]) -> dict[str, list[str] | str]:
        named = {name.replace("__", "-"): value for name, value in changes.items()}
        return {**self.data, **named, "do": button}


def sheet_of(content: bytes) -> Sheet:
    sheet = Sheet()
    text = content.decode()
    start = text.index("<form", text.rindex("exercise__form") - 200)
    sheet.feed(text[start : text.index("</form>", start)])
    return sheet
