"""The same words are put together once, and nobody gets somebody else's link."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from outbox.rules import Message, Unsendable
from outbox.services import NOBODY, worded, wording

STYLES = "<style>p{color:#123456}@media print{p{color:red}}</style>"
LINK = "https://alder.example/notes/u/abcDEF-123_~/"
made: list[str] = []


@pytest.fixture(autouse=True)
def nothing_kept():
    wording._sheet.cache_clear()
    made.clear()


def note(facts: str, own: Mapping[str, str]) -> Message:
    made.append(facts)
    return Message(
        to=NOBODY,
        subject="A note you asked for",
        text=f"{facts} {own['link']} or {own['link']}",
        html=f'{STYLES}<p>{facts} <a href="{own["link"]}">x</a></p>',
        headers={"List-Unsubscribe": f"<{own['link']}stop/>"},
    )


def test_a_mail_says_what_its_maker_says_with_the_persons_own_link():
    message = worded(note, "Quiet words.", to="ada@example.org", own={"link": LINK})
    plain = note("Quiet words.", {"link": LINK})
    assert message.to == "ada@example.org"
    assert (message.subject, message.text, message.headers) == (plain.subject, plain.text, plain.headers)
    assert f'href="{LINK}"' in message.html
    assert 'style="color: #123456' in message.html
    assert wording.MARK not in str(message)


def test_it_is_put_together_once_for_the_same_facts_and_language():
    for number in range(5):
        own = {"link": f"{LINK}{number}/"}
        message = worded(note, "a", to=f"p{number}@example.org", own=own)
        assert message.text.count(own["link"]) == 2
    assert made == ["a"]
    worded(note, "b", to=NOBODY, own={"link": LINK})
    with translation.override("de"):
        worded(note, "a", to=NOBODY, own={"link": LINK})
    assert made == ["a", "b", "a"]


def test_another_house_has_other_words(settings):
    worded(note, "a", to=NOBODY, own={"link": LINK})
    settings.SITE_NAME = "Elsewhere"
    worded(note, "a", to=NOBODY, own={"link": LINK})
    assert made == ["a", "a"]


def test_styles_are_moved_once():
    message = worded(note, "a", to=NOBODY, own={"link": LINK})
    assert message.is_inlined
    assert "<style" in message.html  # what is for dark rooms and paper stays in the head
    assert wording.with_inline_styles(message) is message


def forgetful(facts: str, own: Mapping[str, str]) -> Message:
    return Message(to=NOBODY, subject="x", text="x")


def talkative(facts: str, own: Mapping[str, str]) -> Message:
    return Message(to=NOBODY, subject=own["link"], text=own["link"])


@pytest.mark.parametrize("make", [forgetful, talkative])
def test_a_mail_without_its_link_or_with_it_in_the_subject_is_not_sent(make):
    with pytest.raises(Unsendable):
        worded(make, "a", to=NOBODY, own={"link": LINK})


def test_a_sheet_that_lost_a_mark_is_not_sent(settings):
    worded(note, "a", to=NOBODY, own={"link": LINK})
    house = (settings.SITE_URL, settings.SITE_NAME)
    sheet = wording._sheet(note, "a", ("link",), translation.get_language(), house)
    broken = replace(sheet, message=replace(sheet.message, text="other words"))
    with pytest.raises(Unsendable):
        broken.fill(to="ada@example.org", own={"link": LINK})
    with pytest.raises(Unsendable):
        sheet.fill(to="ada@example.org", own={})


@pytest.mark.parametrize("link", [f"{LINK}?a=1&b=2", f'{LINK}"><b>', f"{LINK}<b>"])
def test_what_is_no_plain_link_is_rendered_by_itself(link: str):
    for _ in range(2):
        assert worded(note, "a", to="ada@example.org", own={"link": link}).text == f"a {link} or {link}"
    assert made == ["a", "a"]


@given(st.from_regex(wording.LINK_SAFE, fullmatch=True))
def test_every_plain_link_comes_out_as_it_was(link: str):
    if len(link) > 500:
        return
    message = worded(note, "a", to=NOBODY, own={"link": link})
    assert message.text == f"a {link} or {link}"
    assert message.headers["List-Unsubscribe"] == f"<{link}stop/>"
