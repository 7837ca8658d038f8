"""The sheets an author fills in: front matter, course, module, references, glossary, support lines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from library.grammar import limits
from library.grammar.files import SourceFile
from library.grammar.report import Place, shown
from library.grammar.trees import Fork, Tree
from library.grammar.yaml_text import Location, Sheet, load_sheet

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HTML = re.compile(r"<[A-Za-z/!?]")
SEEN_ID = re.compile(r"^[ \t]*id:[ \t]*[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)[\"']?[ \t]*$", re.M)
SEEN_KEY = re.compile(r"^-[ \t]+key:[ \t]*[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)[\"']?[ \t]*$", re.M)
Claim = Callable[[str, int], None]
Model = TypeVar("Model", bound=BaseModel)


def _as_id(text: str) -> str:
    if not ID.fullmatch(text) or len(text) > limits.MAX_ID_CHARACTERS:
        raise PydanticCustomError("bad_id", "an id is small letters, digits and single hyphens")
    return text


def _as_words(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("no_words", "there are no words here")
    return _as_plain(text)


def _as_plain(text: str) -> str:
    if HTML.search(text):
        raise PydanticCustomError("html", "HTML is not used here")
    return " ".join(text.split())


def _as_title(text: str) -> str:
    if len(text) > limits.MAX_TITLE_CHARACTERS:
        raise PydanticCustomError("long_title", "the title is too long")
    return text


def _as_https(text: str) -> str:
    if text and not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s<>\"'\\]*)?", text):
        raise PydanticCustomError("https", "an address begins with https:// and has no blanks")
    return text


def _empty_for_nothing(value: object) -> object:
    return "" if value is None else value


Id = Annotated[str, AfterValidator(_as_id)]
Words = Annotated[str, AfterValidator(_as_words)]
Title = Annotated[str, AfterValidator(_as_words), AfterValidator(_as_title)]
Optional = Annotated[str, BeforeValidator(_empty_for_nothing), AfterValidator(_as_plain)]
Https = Annotated[str, BeforeValidator(_empty_for_nothing), AfterValidator(_as_https)]


class FrontMatter(Tree):
    """The top of a lesson; every key but the last two must be there, some may be empty."""

    id: Id
    title: Title
    purpose: Words
    minutes: int = Field(ge=1, le=60)
    mentions: Optional
    needs: tuple[Id, ...]
    fork: Fork
    sources: tuple[Id, ...] = Field(min_length=1)
    reviewed_by: Optional
    reviewed_on: date | None
    revision: int = Field(ge=1, le=10_000)
    required: bool = True
    clinician_note: Optional = ""


class CourseSheet(Tree):
    id: Id
    title: Title
    summary: Words
    for_whom: tuple[Words, ...] = Field(min_length=1)
    not_for: tuple[Words, ...] = Field(min_length=1)
    cannot: Words
    order: int = Field(ge=0, le=10_000)


class PathSheet(CourseSheet):
    """A way through lessons that stand in courses: one alone, or the same twice, is no way."""

    lessons: tuple[Id, ...] = Field(min_length=2)


class ModuleSheet(Tree):
    id: Id
    title: Title
    purpose: Words


class ReferenceSheet(Tree):
    key: Id
    authors: Words
    year: int = Field(ge=1500, le=2200)
    title: Words
    venue: Words
    doi: Annotated[str, Field(pattern=r"^(10\.[0-9]{4,9}/[^\s<>\"']+)?$")] = ""
    url: Https = ""


class TermSheet(Tree):
    key: Id
    term: Title
    definition: Words


class SupportLineSheet(Tree):
    country: Words
    service: Words
    kind: str = Field(pattern=r"^(emergency|crisis|abuse|directory)$")
    number: Optional
    hours: Optional
    channels: tuple[Words, ...]
    source_url: Https
    last_verified: date | None
    confirmed: bool


def fill(model: type[Model], sheet: Sheet, place: Place, at: Location = ()) -> Model | None:
    """The filled-in sheet at a place of the YAML; None, with a problem for each fault, if it has any."""
    data: Any = sheet.data
    for step in at:
        data = data[step]
    if not isinstance(data, Mapping):
        place.error(
            sheet.line(at),
            "Lines of the form `key: value` are expected here.",
            f"The keys are: {_keys(model)}.",
        )
        return None
    try:
        return model.model_validate(data)
    except ValidationError as refusal:
        for fault in refusal.errors(include_url=False, include_context=True):
            message, mend = _sentences(fault, model)
            place.error(sheet.line((*at, *fault["loc"])), message, mend)
    return None


def claim_id(sheet: Sheet | None, text: str, claim: Claim, *, first_line: int = 1) -> str | None:
    """Take the sheet's own id, even if something else is wrong or, without a sheet, the text is no YAML.

    Whoever points to it is then not told that it does not exist.
    """
    if sheet is None:
        seen = SEEN_ID.search(text)
        found, line = (seen[1], first_line + text.count("\n", 0, seen.start())) if seen else (None, 0)
    else:
        found = sheet.data.get("id") if isinstance(sheet.data, dict) else None
        line = sheet.line(("id",))
    if not isinstance(found, str):
        return None
    claim(found, line)
    return found


def entries(
    source: SourceFile, place: Place, model: type[Model], claim: Claim | None = None
) -> Iterator[tuple[int, Model | None]]:
    """Each entry of a YAML list with its line; its key is claimed even if something else is wrong."""
    sheet = load_sheet(source.text, place)
    if sheet is None and claim:
        for seen in SEEN_KEY.finditer(source.text):
            claim(seen[1], 1 + source.text.count("\n", 0, seen.start()))
    if sheet is None or sheet.data is None:
        return
    if not isinstance(sheet.data, tuple):
        place.error(sheet.first_line, "A list is expected here.", "Begin each entry with `- `.")
        return
    for index, entry in enumerate(sheet.data):
        if claim and isinstance(entry, dict) and isinstance(entry.get("key"), str):
            claim(entry["key"], sheet.line((index, "key")))
        yield sheet.line((index,)), fill(model, sheet, place, (index,))


def _keys(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)


def _sentences(fault: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong and how to mend it, in words an author knows."""
    name = _name(fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        return f"The key {name} is not known here.", _nearest(str(fault["loc"][-1]), fault, model)
    if kind in ("too_short", "too_long"):
        return _of_length(name, fault.get("ctx", {}))
    if kind in NEEDS_VALUE and fault["input"] is None:
        return f"The key {name} has no value.", NEEDS_VALUE[kind]
    if kind in SENTENCES:
        message, mend = SENTENCES[kind]
        return message.format(name=name), mend
    return f"The value of {name} does not fit: {fault['msg']}.", _mend(fault)


def _of_length(name: str, found: Mapping[str, int]) -> tuple[str, str]:
    """A list with too few entries, or too many."""
    if "max_length" in found:
        return f"The list {name} is too long.", f"Keep {found['max_length']} entries at most."
    if not found.get("actual_length"):
        return f"The list {name} is empty.", "Add at least one entry."
    return f"The list {name} is too short.", f"Add entries, to at least {found['min_length']}."


def _name(location: Location) -> str:
    steps = [f"no. {step + 1}" if isinstance(step, int) else step for step in location]
    return shown(" › ".join(steps) or "this")


def _nearest(key: str, fault: ErrorDetails, model: type[BaseModel]) -> str:
    if len(fault["loc"]) > 1:
        return "Remove it, or see content/README.md for the keys."
    near = difflib.get_close_matches(key, model.model_fields, n=1)
    return f"Did you mean {shown(near[0])}?" if near else f"The keys are: {_keys(model)}."


def _mend(fault: ErrorDetails) -> str:
    expected = fault.get("ctx", {}).get("expected")
    if expected:
        return f"Write one of: {expected}."
    return "See content/README.md for what may stand there."


NEEDS_VALUE = {
    "string_type": "Write it after the colon; content/README.md says what it holds.",
    "int_type": "Write a whole number after the colon.",
    "bool_type": "Write true or false after the colon.",
    "date_type": "Write a date after the colon, as 2025-11-30.",
    "tuple_type": "Write a list after the colon, as [one, two], or [] for none.",
}
SENTENCES = {
    "missing": ("The key {name} is missing.", "Add it; content/README.md says what it holds."),
    "string_type": ("The value of {name} must be words.", 'Put it in quotes, as in "1.10" or "no".'),
    "int_type": ("The value of {name} must be a whole number.", "Write it in digits, without quotes."),
    "bool_type": ("The value of {name} must be true or false.", "Write true or false, without quotes."),
    "date_type": ("The value of {name} must be a date.", "Write it as 2025-11-30, without quotes."),
    "tuple_type": ("The value of {name} must be a list.", "Write it as [one, two], or [] for none."),
    "bad_id": (
        "{name} is not a usable id.",
        f"Use small letters, digits and single hyphens, at most {limits.MAX_ID_CHARACTERS}.",
    ),
    "no_words": ("{name} is empty.", "Write at least a few words."),
    "html": ("There is HTML in {name}.", "Take out the < and what belongs to it; write plain words."),
    "long_title": ("{name} is too long.", f"Use at most {limits.MAX_TITLE_CHARACTERS} characters."),
    "long_feeling": (
        "{name} is too long for a feeling.",
        f"Use at most {limits.MAX_FEELING_CHARACTERS} characters.",
    ),
    "long_change": (
        "{name} is too long for one change.",
        f"Say it in at most {limits.MAX_CHANGE_CHARACTERS} characters.",
    ),
    "target": (
        "The value of {name} leads nowhere we know.",
        "Write course:<id>, lesson:<id>, help:safety, help:now, help:grounding or tools.",
    ),
    "https": ("{name} is not a web address we can use.", "It must begin with https:// and hold no blanks."),
}
