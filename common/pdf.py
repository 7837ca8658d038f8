"""Printed pages: a typst template of ours, filled with plain data, comes out as a tagged PDF/UA-1.

What a person wrote travels as JSON and is never read as markup. Templates live in templates/pdf and can reach nothing
outside it. The fonts are those of our packages and those inside typst, so that every machine prints the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

import typst
from django.conf import settings
from django.utils.translation import gettext as _

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "pdf"
FONTS = "fontpkg_atkinson_hyperlegible"
GAP = "□"  # stands where none of our fonts has the letter
ROUNDS = 3

KEPT_CONTROLS = "\n\t"
UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}  # controls, halves of letters, private and unknown ones
MARK_OF_ORDER = "\ufeff"  # comes along with words from elsewhere, and PDF/UA refuses it
WITHOUT_SHAPE = {"Cf", "Mn", "Me"}  # joiners and marks: left out where no font has them

_missing = re.compile(r'^error: .*the text `"(.+?)"` could not be displayed', re.MULTILINE)
_escape = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_place = re.compile(r"┌─ ([\w./-]+):(\d+)")


class CannotPrint(Exception):
    """A template does not compile. Says where, never with what."""


def render(template: str, data: Mapping[str, object], *, title: str, language: str) -> bytes:
    """The PDF of a template, the same bytes for the same data. Letters that no font has become a hollow square."""
    printable = _each_text(data, _without_controls)
    for _round in range(ROUNDS):
        try:
            return _compile(template, printable, title=title, language=language)
        except typst.TypstError as error:
            missing = set(_missing_letters(error.diagnostic))
            if not missing:
                raise CannotPrint(_sentence(template, error.diagnostic)) from None
            printable = _with_gaps(printable, missing)
    return _render_in_latin(template, printable, title=title, language=language)


def _render_in_latin(template: str, data: object, *, title: str, language: str) -> bytes:
    """The last resort, when letters keep missing: the letters that every font has."""
    letters = {letter for text in _texts(data) for letter in text if ord(letter) > 0xFF and letter != GAP}
    try:
        return _compile(template, _with_gaps(data, letters), title=title, language=language)
    except typst.TypstError as error:
        raise CannotPrint(_sentence(template, error.diagnostic)) from None


def _compile(template: str, data: object, *, title: str, language: str) -> bytes:
    lang, _dash, region = language.partition("-")
    has_gaps = any(GAP in text for text in _texts(data))
    inputs = {
        "data": json.dumps(data),
        "title": title,
        "lang": lang,
        "region": region.upper(),
        "gaps": _("□ stands for a letter that could not be printed.") if has_gaps else "",
    }
    compiler = typst.Compiler(str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts())
    return cast(bytes, compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1"))


@cache
def _fonts() -> typst.Fonts:
    folder = str(files(FONTS) / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


# What does not fit on paper ---------------------------------------------------------------------------------------


def _without_controls(text: str) -> str:
    return "".join(
        letter
        for letter in text.replace("\r\n", "\n")
        if letter in KEPT_CONTROLS
        or (letter != MARK_OF_ORDER and unicodedata.category(letter) not in UNPRINTABLE)
    )


def _with_gaps(data: object, missing: Collection[str]) -> object:
    """The same data with a square for every letter that cannot be printed."""
    letters = {ord(letter) for text in missing for letter in text}
    table = {code: "" if unicodedata.category(chr(code)) in WITHOUT_SHAPE else GAP for code in letters}
    return _each_text(data, lambda text: text.translate(table))


def _each_text(data: object, change: Callable[[str], str]) -> object:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {key: _each_text(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_each_text(value, change) for value in data]
    return data


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _missing_letters(diagnostic: str) -> Iterator[str]:
    """What typst says it could not display: `"漢"`, `"\\u{7}"`."""
    for quoted in _missing.findall(diagnostic):
        yield _escape.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else escape[2], quoted)


def _sentence(template: str, diagnostic: str) -> str:
    """Where it went wrong. typst's own message may quote the data, so it is not passed on."""
    place = _place.search(diagnostic)
    where = f"line {place[2]} of {place[1]}" if place else "an unknown line"
    return f"The PDF template {template} does not compile: look at {where}."
