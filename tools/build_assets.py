"""Make build/static from the font and icon wheels: subset fonts, a sprite, a strip of block icons."""

from __future__ import annotations

import argparse
import hashlib
import importlib.resources
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "static"
WHEELS = ("fontpkg-atkinson-hyperlegible", "fontpkg-newsreader", "heroicons", "fonttools", "brotli")

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x131, 0x152, 0x153, 0x2C6, 0x2DA, 0x2DC),
    *range(0x2010, 0x2028),
    *(0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2212),
)
LATIN_EXTENDED = (*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x180), *range(0x218, 0x21C))
MATHS = (0x2190, 0x2191, 0x2192, 0x2193, 0x2248, 0x2260, 0x2264, 0x2265)
EVERYTHING = LATIN + LATIN_EXTENDED + MATHS

# Kerning is the heaviest table of Newsreader, so it stays where headings show it and goes from the rare cuts.
KERNED = ("kern", "liga", "mark", "ccmp", "locl")
PLAIN = ("mark", "ccmp", "locl")


@dataclass(frozen=True, slots=True)
class Cut:
    """One woff2 file: which wheel and file it comes from, and what of it is kept."""

    name: str
    package: str
    source: str
    letters: Sequence[int]
    features: Sequence[str] = KERNED
    axes: Mapping[str, float] = field(default_factory=dict)


SANS, SERIF = "fontpkg_atkinson_hyperlegible", "fontpkg_newsreader"
UPRIGHT, SLANTED = "Newsreader[opsz,wght].ttf", "Newsreader-Italic[opsz,wght].ttf"
HEADING, VOICE = {"opsz": 40, "wght": 500}, {"opsz": 28, "wght": 400}

CUTS = (
    Cut("atkinson-regular", SANS, "AtkinsonHyperlegible-Regular.ttf", EVERYTHING),
    Cut("atkinson-bold", SANS, "AtkinsonHyperlegible-Bold.ttf", EVERYTHING),
    Cut("atkinson-italic", SANS, "AtkinsonHyperlegible-Italic.ttf", EVERYTHING),
    Cut("newsreader", SERIF, UPRIGHT, LATIN, axes=HEADING),
    Cut("newsreader-extended", SERIF, UPRIGHT, LATIN_EXTENDED, PLAIN, HEADING),
    Cut("newsreader-italic", SERIF, SLANTED, LATIN + LATIN_EXTENDED, PLAIN, VOICE),
)

# Our name for an icon -> its name in the wheel. Templates and CSS only know ours.
SPRITE = {
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "bell": "bell",
    "book": "book-open",
    "calendar": "calendar-days",
    "chat": "chat-bubble-left-right",
    "check": "check",
    "chevron-down": "chevron-down",
    "clock": "clock",
    "saved": "check-circle",
    "close": "x-mark",
    "device": "device-phone-mobile",
    "download": "arrow-down-tray",
    "envelope": "envelope",
    "external": "arrow-top-right-on-square",
    "eye": "eye",
    "heart": "heart",
    "info": "information-circle",
    "key": "key",
    "leave": "arrow-right-start-on-rectangle",
    "lock": "lock-closed",
    "map": "map",
    "moon": "moon",
    "pause": "pause-circle",
    "pen": "pencil-square",
    "phone": "phone",
    "plus": "plus",
    "printer": "printer",
    "question": "question-mark-circle",
    "repeat": "arrow-path",
    "search": "magnifying-glass",
    "settings": "cog-6-tooth",
    "shield": "shield-check",
    "sparkle": "sparkles",
    "sun": "sun",
    "trash": "trash",
    "user": "user-circle",
    "users": "users",
    "warning": "exclamation-triangle",
}

# Drawn by us: weather for the five words of a check-in, which only keeps the words company, and a leaf.
OWN = {
    "feel-stormy": (
        "M6.5 13.5a3.5 3.5 0 0 1 .3-7 5 5 0 0 1 9.5-.6 3.9 3.9 0 0 1 .7 7.6Zm1.5 3-1 3m5-3-1 3m5-3-1 3"
    ),
    "feel-heavy": "M7 17a4 4 0 0 1-.4-8A5.5 5.5 0 0 1 17 8.2a4.4 4.4 0 0 1 0 8.8Z",
    "feel-mixed": (
        "M8.5 18.5a3.6 3.6 0 0 1-.2-7.2 4.6 4.6 0 0 1 8.8 1 3.1 3.1 0 0 1-.3 6.2Z"
        "M5 11.5a3.8 3.8 0 0 1 4.7-5M6 3.5l.5 1M2.5 7l1 .4"
    ),
    "feel-lighter": "M3.5 17.5h17M6 14a6 6 0 0 1 12 0M12 4v1.5M4.5 8.5l1 .8m13-.8-1 .8M7 21h10",
    "feel-clear": (
        "M8 12a4 4 0 1 0 8 0 4 4 0 0 0-8 0M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4"
        "M5.6 18.4 7 17M17 7l1.4-1.4"
    ),
    "leaf": "M5 19c0-9 5-14 15-14 0 9.5-5 14-12 14M5 19c2-5 5-8 9-9.5",
}

# Order matters: static/css/alder.css picks each one by its place in the strip.
STRIP = (
    "chat-bubble-bottom-center-text",  # story
    "light-bulb",  # key
    "pause-circle",  # ground
    "pencil-square",  # work
    "question-mark-circle",  # check
    "hand-raised",  # caution
    "arrows-right-left",  # do
    "check-circle",  # ok
    "information-circle",  # info
    "exclamation-triangle",  # warn
    "arrow-right",  # rather not
)


def stamp() -> str:
    """A digest of this file and the wheels it reads; the same digest means the same output."""
    parts = [Path(__file__).read_bytes(), *(f"{name} {version(name)}".encode() for name in WHEELS)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def write_font(cut: Cut, folder: Path) -> None:
    """Keep the letters and features of one cut, pin its axes, and save it as woff2."""
    source = importlib.resources.files(cut.package) / "files" / cut.source
    with importlib.resources.as_file(source) as path:
        font = TTFont(path, recalcTimestamp=False)
        options = subset.Options(hinting=False, layout_features=list(cut.features), name_IDs=[1, 2])
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=cut.letters)
        subsetter.subset(font)
        if cut.axes:
            instancer.instantiateVariableFont(font, cut.axes, inplace=True)
        font.flavor = "woff2"
        font.save(folder / f"{cut.name}.woff2")


def drawing(archive: zipfile.ZipFile, name: str) -> str:
    """The paths of one outline icon, without its wrapper."""
    markup = archive.read(f"outline/{name}.svg").decode()
    found = re.search(r"<svg[^>]*>(.*)</svg>", markup, flags=re.DOTALL)
    if found is None:
        raise ValueError(f"The icon {name} is not an SVG drawing.")
    return re.sub(r">\s+<", "><", found.group(1).strip())


def sprite(archive: zipfile.ZipFile) -> str:
    """Every icon a template may name, as symbols of one file."""
    drawings = {ours: drawing(archive, theirs) for ours, theirs in SPRITE.items()}
    drawings |= {
        name: f'<path stroke-linecap="round" stroke-linejoin="round" d="{path}"/>'
        for name, path in OWN.items()
    }
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75">'
        f"{paths}</symbol>"
        for name, paths in sorted(drawings.items())
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def strip(archive: zipfile.ZipFile) -> str:
    """The icons that CSS draws, side by side, so that a lesson asks for one file and not ten."""
    pieces = "".join(
        f'<g transform="translate({24 * place} 0)">{drawing(archive, name)}</g>'
        for place, name in enumerate(STRIP)
    )
    width = 24 * len(STRIP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="24" viewBox="0 0 {width} 24" '
        f'fill="none" stroke="#000" stroke-width="1.75">{pieces}</svg>\n'
    )


def write_icons(folder: Path) -> None:
    """Write the sprite and the strip from the wheel's archive."""
    source = importlib.resources.files("heroicons") / "heroicons.zip"
    with importlib.resources.as_file(source) as path, zipfile.ZipFile(path) as archive:
        (folder / "sprite.svg").write_text(sprite(archive), encoding="utf-8")
        (folder / "blocks.svg").write_text(strip(archive), encoding="utf-8")


def is_current(target: Path, now: str) -> bool:
    """Whether every file is there and was made by this very code from these very wheels."""
    files = [*(f"fonts/{cut.name}.woff2" for cut in CUTS), "icons/sprite.svg", "icons/blocks.svg", ".stamp"]
    if not all((target / name).is_file() for name in files):
        return False
    return (target / ".stamp").read_text(encoding="utf-8") == now


def build(target: Path, *, force: bool) -> bool:
    """Bring the target up to date; True when something had to be made."""
    mark, now = target / ".stamp", stamp()
    if not force and is_current(target, now):
        return False
    mark.unlink(missing_ok=True)
    for name in ("fonts", "icons"):
        (target / name).mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        write_font(cut, target / "fonts")
    write_icons(target / "icons")
    mark.write_text(now, encoding="utf-8")
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--force", action="store_true", help="build even when nothing has changed")
    options = parser.parse_args(arguments)
    made = build(options.target, force=options.force)
    print(f"Assets {'built' if made else 'up to date'} in {options.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
