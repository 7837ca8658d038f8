"""Decisions about mail, from plain values."""

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.rules import Envelope, Message, Stage, Unsendable, Verdict, as_bytes, judge, message_id, retry_at
from outbox.rules.wire import ascii_address

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120)


@pytest.mark.parametrize(
    ("stage", "code", "verdict"),
    [
        (Stage.CONNECT, None, Verdict.NOT_HANDED_OVER),
        (Stage.CONNECT, 554, Verdict.NOT_HANDED_OVER),
        (Stage.SENDER, None, Verdict.AGAIN),
        (Stage.SENDER, 451, Verdict.AGAIN),
        (Stage.SENDER, 550, Verdict.AGAIN),
        (Stage.RECIPIENT, None, Verdict.AGAIN),
        (Stage.RECIPIENT, 450, Verdict.AGAIN),
        (Stage.RECIPIENT, 550, Verdict.REFUSED),
        (Stage.WORDS, None, Verdict.AGAIN),
        (Stage.WORDS, 421, Verdict.AGAIN),
        (Stage.WORDS, 554, Verdict.REFUSED),
        (Stage.WORDS, 250, Verdict.AGAIN),
        (Stage.DOT, 250, Verdict.SENT),
        (Stage.DOT, 451, Verdict.AGAIN),
        (Stage.DOT, 552, Verdict.REFUSED),
        (Stage.DOT, None, Verdict.UNCERTAIN),
        (Stage.DOT, -1, Verdict.UNCERTAIN),
        (Stage.DOT, 354, Verdict.UNCERTAIN),
    ],
)
def test_a_reply_means(stage: Stage, code: int | None, verdict: Verdict):
    assert judge(stage=stage, code=code) == verdict


@given(st.sampled_from(Stage), st.none() | st.integers(-1, 999))
def test_only_silence_after_the_dot_is_ever_uncertain_and_only_an_answer_to_the_dot_is_sent(stage, code):
    verdict = judge(stage=stage, code=code)
    if stage != Stage.DOT:
        assert verdict not in {Verdict.SENT, Verdict.UNCERTAIN}
    assert (verdict == Verdict.SENT) == (stage == Stage.DOT and code is not None and 200 <= code <= 299)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60)])
def test_pauses_grow_and_differ_by_a_fifth_at_most(attempts: int, minutes: int):
    pauses = {retry_at(attempts=attempts, key=f"k{n}", now=NOW) - NOW for n in range(50)}
    assert len(pauses) == 50
    assert min(pauses) >= timedelta(minutes=0.8 * minutes)
    assert max(pauses) <= timedelta(minutes=1.2 * minutes)
    assert retry_at(attempts=attempts, key="k", now=NOW) == retry_at(attempts=attempts, key="k", now=NOW)


def test_the_fifth_failure_is_the_last():
    assert retry_at(attempts=5, key="k", now=NOW) is None


@pytest.mark.parametrize(
    "address",
    [
        "", "ada", "ada@", "@example.org", "a b@example.org", "a@b@c.org", "ada@example.org\n",
        "ada@example.org\r\nBcc: x@y.z",
        "Ada <ada@example.org>", '"a@b"@c.org', "a,b@example.org", "ada@example.org, bo@example.org", "ada@ex\x00.org",
        "a" * 250 + "@b.org", "(x)a@b.org",
    ],
)  # fmt: skip
def test_an_address_that_could_mean_something_else_is_refused(address: str):
    with pytest.raises(Unsendable) as refusal:
        Message(to=address, subject="x", text="x")
    assert "example.org" not in str(refusal.value)


@pytest.mark.parametrize("subject", ["a\nBcc: x@y.z", "a\rb", "a\x00b", "a\x85b", "a\u2028b", "x" * 1000])
def test_a_subject_is_one_line(subject: str):
    with pytest.raises(Unsendable):
        Message(to="ada@example.org", subject=subject, text="x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "1\r\nBcc: x@y.z"), ("X-A", "1\nb"), ("X-A\nBcc", "x"), ("X A", "x"), ("", "x"), ("X-A", "ü"),
        ("bcc", "x@y.z"), ("To", "x@y.z"), ("Message-ID", "<x@y>"), ("X-A", "x" * 1000),
    ],
)  # fmt: skip
def test_a_header_is_one_line_and_not_one_of_ours(name: str, value: str):
    with pytest.raises(Unsendable):
        Message(to="ada@example.org", subject="x", text="x", headers={name: value})


def test_the_domain_of_an_address_may_be_of_any_script_and_its_name_may_not():
    assert ascii_address("ada@bücher.example") == "ada@xn--bcher-kva.example"
    with pytest.raises(Unsendable):
        ascii_address("ädа@example.org")


def test_a_message_id_tells_nothing_and_stays_the_same():
    first = message_id(unique_key="reminder:7", domain="alder.example")
    assert first == message_id(unique_key="reminder:7", domain="alder.example")
    assert first != message_id(unique_key="reminder:8", domain="alder.example")
    assert "reminder" not in first
    assert first.endswith("@alder.example>")


def envelope() -> Envelope:
    return Envelope(
        sender="Alder <hello@alder.example>", message_id=message_id(unique_key="x", domain="a.b"), sent_at=NOW
    )


def lines(words: str) -> str:
    """As mail knows them: one kind of line end, and one at the end."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    return plain if plain.endswith("\n") else plain + "\n"


@given(subject=LINE, text=WORDS, html=WORDS)
def test_the_standard_library_reads_back_what_we_wrote(subject: str, text: str, html: str):
    message = Message(to="ada@example.org", subject=subject, text=text, html=html, headers={"X-Kind": "note"})
    content = as_bytes(message, envelope())
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    parsed = email.message_from_bytes(content)
    decoded = email.header.make_header(email.header.decode_header(parsed["subject"]))
    assert " ".join(str(decoded).split()) == " ".join(subject.split())
    parts = {
        p.get_content_subtype(): p.get_payload(decode=True).decode()
        for p in parsed.walk()
        if not p.is_multipart()
    }
    assert lines(parts["plain"]) == lines(text)
    assert lines(parts.get("html", "")) == lines(html)
    assert (parsed["x-kind"], parsed["date"]) == ("note", "Sun, 01 Mar 2026 09:00:00 +0000")
