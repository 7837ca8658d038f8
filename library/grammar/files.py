"""Reading the content folder without trusting it: no links out, no giants, UTF-8 only."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from library.grammar import limits
from library.grammar.report import Place, Report, shown

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# What may never stand in an authored text: control characters but tab and newline, surrogates,
# and the marks that reorder or hide text on the screen.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
READ = (".md", ".yaml")
FIGURES = (".png", ".webp", ".svg")


@dataclass(frozen=True)
class SourceFile:
    """A file of words: where it is, for messages and for its place in the tree, and its text."""

    path: str
    parts: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Tree:
    """Everything found below the content folder."""

    sources: tuple[SourceFile, ...]
    figures: tuple[str, ...]

    def named(self, *parts: str) -> SourceFile | None:
        return next((source for source in self.sources if source.parts == parts), None)

    def below(self, folder: str) -> tuple[SourceFile, ...]:
        return tuple(s for s in self.sources if len(s.parts) > 1 and s.parts[0] == folder)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts 2 before 10; the same for every machine and language."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((0, int(p), "") if p[0] in "0123456789" else (1, 0, p.lower()) for p in pieces)


def read_tree(root: Path, report: Report) -> Tree:
    """Read every Markdown and YAML file below the root; say what was refused and why."""
    sources: list[SourceFile] = []
    figures: list[str] = []
    for count, (path, parts) in enumerate(_walk(root, (), report)):
        place = Place(report, _shown_path(root, parts))
        if count >= limits.MAX_FILES:
            place.error(
                1,
                f"There are more than {limits.MAX_FILES} files in the content folder.",
                "Remove what does not belong to the library.",
            )
            break
        suffix = path.suffix.lower()
        if suffix in READ:
            text = read_text(path, place)
            if text is not None:
                sources.append(SourceFile(path=place.path, parts=parts, text=text))
        elif parts[0] == "figures" and suffix in FIGURES:
            if _is_harmless_figure(path, place):
                figures.append("/".join(parts))
        else:
            place.warning(1, "This file is not read.", "Keep only .md and .yaml files here.")
    return Tree(sources=tuple(sources), figures=tuple(figures))


def _shown_path(root: Path, parts: tuple[str, ...]) -> str:
    path = "/".join((root.name or "content", *parts))
    return "".join(c if c.isprintable() else "?" for c in path)


def _walk(folder: Path, parts: tuple[str, ...], report: Report) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for entry in _entries(folder, Place(report, _shown_path_of(folder, parts))):
        here = (*parts, entry.name)
        place = Place(report, _shown_path_of(folder, here))
        if not _is_welcome(entry, place):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield Path(entry.path), here
        elif len(here) > limits.MAX_FOLDER_DEPTH:
            place.error(1, "This folder lies too deep.", "Move it nearer to the content folder.")
        else:
            yield from _walk(Path(entry.path), here, report)


def _shown_path_of(folder: Path, parts: tuple[str, ...]) -> str:
    root = folder
    for _ in parts[:-1]:
        root = root.parent
    return _shown_path(root, parts)


def _entries(folder: Path, place: Place) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: (natural(entry.name), entry.name))
    except OSError:
        place.error(1, "This folder cannot be read.", "Check that it exists and may be opened.")
        return []


def _is_welcome(entry: os.DirEntry[str], place: Place) -> bool:
    """Hidden files and editors' back-ups pass in silence; links and odd names do not."""
    if entry.name.startswith(".") or entry.name.endswith("~"):
        return False
    if entry.is_symlink():
        place.error(1, "This is a link to another place.", "Put the file itself here.")
        return False
    if not NAME.fullmatch(entry.name):
        place.error(
            1,
            f"The name {shown(entry.name)} cannot be used.",
            "Use letters a to z, digits, full stops, hyphens and underscores.",
        )
        return False
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        place.error(1, "This is neither a file nor a folder.", "Remove it.")
        return False
    return True


def _read_bytes(path: Path, most: int, place: Place) -> bytes | None:
    """The file's bytes, unless it is too large, unreadable or was swapped for a link."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        place.error(1, "This file cannot be opened.", "Check that it may be read.")
        return None
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            place.error(1, "This is not an ordinary file.", "Put the file itself here.")
            return None
        data = stream.read(most + 1)
    if len(data) > most:
        place.error(
            1,
            f"This file is larger than {most // 1024} KB.",
            "Split it, or remove what was pasted by mistake.",
        )
        return None
    return data


def read_text(path: Path, place: Place) -> str | None:
    is_lesson = path.suffix.lower() == ".md"
    most = limits.MAX_LESSON_BYTES if is_lesson else limits.MAX_YAML_BYTES
    data = _read_bytes(path, most, place)
    if data is None:
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as refusal:
        line = data.count(b"\n", 0, refusal.start) + 1
        place.error(line, "This file is not UTF-8 text.", "Save it again with encoding UTF-8.")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if _is_plain(text, place) else None


def _is_plain(text: str, place: Place) -> bool:
    """No hidden characters and no endless lines: both have only bad uses in a lesson."""
    found = FORBIDDEN.search(text)
    if found is not None:
        place.error(
            text.count("\n", 0, found.start()) + 1,
            f"There is a hidden character (U+{ord(found.group()):04X}).",
            "Delete it and type the words around it again.",
        )
        return False
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > limits.MAX_LINE_CHARACTERS:
            place.error(
                number,
                f"This line is longer than {limits.MAX_LINE_CHARACTERS} characters.",
                "Break it into paragraphs.",
            )
            return False
    return True


SVG_DANGER = re.compile(
    rb"<!|<\?(?!xml )|<\s*(script|style|foreignobject|iframe|image|use|set|animate|a)\b"
    rb"|\son\w+\s*=|href\s*=|javascript:|url\(|style\s*=|&#",
    re.IGNORECASE,
)


def _is_harmless_figure(path: Path, place: Place) -> bool:
    data = _read_bytes(path, limits.MAX_FIGURE_BYTES, place)
    if data is None:
        return False
    if path.suffix.lower() != ".svg":
        return _has_signature(path, data, place)
    if SVG_DANGER.search(data) or b"\x00" in data or b"<svg" not in data[:2000]:
        place.error(
            1,
            "This drawing holds more than shapes and text.",
            "Export it as plain SVG without scripts, styles, links or comments.",
        )
        return False
    return True


def _has_signature(path: Path, data: bytes, place: Place) -> bool:
    is_png = data.startswith(b"\x89PNG\r\n\x1a\n")
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if (is_png and path.suffix.lower() == ".png") or (is_webp and path.suffix.lower() == ".webp"):
        return True
    place.error(1, "This is not the kind of picture its name says.", "Export the picture again.")
    return False
