"""Looking for words in files, however they were packed on the way there."""

import base64
import html
import json
import quopri
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

# Two plain halves around a letter that every encoding treats in a way of its own.
HEAD, TAIL = "qzxheron", "vkjlamp"
MARKER = f"{HEAD}ö {TAIL}"

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "Latin-1": lambda text: text.encode("latin-1"),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32-le"),
    "in an address": lambda text: quote(text).encode(),
    "in a form": lambda text: quote_plus(text).encode(),
    "JSON": lambda text: json.dumps(text)[1:-1].encode(),
    "HTML": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "printed by Python": lambda text: ascii(text)[1:-1].encode(),
    "printed by Python as bytes": lambda text: repr(text.encode())[2:-1].encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).strip(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "HEXADECIMAL": lambda text: text.encode().hex().upper().encode(),
}
# What may lie inside something longer, that then looks different all over.
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "base64": base64.b64encode,
    "base64 for addresses": base64.urlsafe_b64encode,
    "base64, one further": lambda data: base64.b64encode(b"." + data),
    "base64, two further": lambda data: base64.b64encode(b".." + data),
    "zlib": zlib.compress,
    "zlib in base64": lambda data: base64.b64encode(zlib.compress(data)),
    "zlib in base64 for addresses": lambda data: base64.urlsafe_b64encode(zlib.compress(data)),
    "gzip": lambda data: zlib.compress(data, wbits=31),
}
TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
MOST_UNPACKED = 1_000_000
DEEPEST = 3


def found_in(data: bytes, words: str = MARKER) -> str:
    """In which form the words, or half of them, are in these bytes; "" if in none."""
    parts = {words, *re.findall(r"[a-z]{7,}", words)}
    needles = [(name, encode(part)) for part in parts for name, encode in ENCODINGS.items()]
    for layer in layers(data):
        for name, needle in needles:
            if needle in layer:
                return name
    return ""


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and everything that can be unpacked out of them."""
    yield data
    yield data.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"\r", b"").replace(b"\n", b"")
    if depth == DEEPEST:
        return
    for inner in _unpacked(data):
        yield from layers(inner, depth + 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for match in TOKEN.finditer(data):
        token = match.group().replace(b"-", b"+").replace(b"_", b"/")
        for shift in range(4):  # text before it may have used up letters
            whole = token[shift : shift + (len(token) - shift) // 4 * 4]
            yield base64.b64decode(whole)
    for match in PACKED.finditer(data):
        try:
            inner = zlib.decompressobj(wbits=47).decompress(data[match.start() :], MOST_UNPACKED)
        except zlib.error:
            continue
        if inner:
            yield inner


def files_with(folder: Path, pattern: str, words: str = MARKER) -> dict[str, str]:
    """Which files below the folder hold the words, and how."""
    files = [path for path in sorted(folder.glob(pattern)) if path.is_file()]
    found = {str(path.relative_to(folder)): found_in(path.read_bytes(), words) for path in files}
    return {name: how for name, how in found.items() if how}
