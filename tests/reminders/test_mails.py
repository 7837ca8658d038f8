"""Every mail about notes, of every kind and in both modes: what it says, what it never says, and how it travels."""

import email
import email.policy
import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from itertools import product
from uuid import UUID

import pytest
from django.conf import settings as configured

from accounts.models import User
from library.grammar import compile_content
from outbox.rules import Envelope, Message, as_bytes
from outbox.services.inlining import with_inline_styles
from reminders import services
from reminders.emails import LADDER, NOTES, Facts, write_note, write_trial
from reminders.models import Preferences, Reminder
from reminders.rules.ladder import Rung
from reminders.rules.tokens import make_token
from tests.house.reading import ROOT

SITE = "https://alder.example"
NOTE = UUID("5f0c1b1e-8f5c-4d57-9a35-0d8b6b2b8b11")
TITLE = "Nähe, Grenzen — and what keeps you safe & sound"
WHICH = dict.fromkeys([Reminder.Kind.NOTE_FROM_ME, Reminder.Kind.QUESTIONNAIRE_DUE], NOTE)
KINDS = list(Reminder.Kind)
CASES = [
    *(Facts(kind=kind, is_together=together) for kind, together in product(KINDS, (False, True))),
    *(
        Facts(kind=Reminder.Kind.NEXT_STEP, rung=rung, is_together=both)
        for rung, both in product(Rung, (False, True))
    ),
]
NAMED = Facts(kind=Reminder.Kind.NEXT_STEP, rung=Rung.PREVIEW, next_title=TITLE)

# Whoever reads one of these over a shoulder knows what the mail is about.
TOPIC = re.compile(
    r"attach|anxi|avoidan|secure|insecure|closeness|intima|distance|boundar|trauma|wound|heal|therap|treat|clini|counsel|"
    r"psych|mental|disorder|diagnos|abuse|violen|partner|relationship|marriage|feel|emotion|fear|shame|anger|grief|"
    r"\bparts?\b|\binner|\bchild|\bego\b|\badult|\bguard|critic|settl|ground(ed|ing)|body|breath|\bself\b|safe|crisis|"
    r"lesson|course|module|learn|quiz|questionnaire|questions?\b|score|result|progress|finish|exercise|check-?in|victor|"
    r"suggest|assign|share|shared|support|help|remind|unsubscri|ada\b|carl|osei",
    re.IGNORECASE,
)
# What plain subjects were asked for to say.
PLAIN = re.compile(r"\blessons?\b|\bcheck-in\b|yourself\b", re.IGNORECASE)
TONE = re.compile(
    r"miss(ed|ing)? (you|\d|a |your)|\bwe(’|')?(ve| have)? (noticed|saw|see|miss|hope|wonder)|haven(’|')t|"
    r"have not been|"
    r"(it(’|')s|it has) been|days? since|\b\d+ (days?|weeks?|months?)|last time|last chance|\blate\b|overdue|"
    r"behind (with|on)|"
    r"(?<!nothing to )catch up|forg[eo]t|\bhurry|\bstill time|\bonly \d|streak|\bshould\b|\bmust\b|\bought\b|"
    r"(?<!nothing )(?<!rather )you (need|have) to|guilt|disappoint|sorry to see|come back soon|don(’|')t give up|"
    r"waiting for you to|[!¡]|\bdear\b|congrat|proud|well done|[\U0001F000-\U0001FAFF]",
    re.IGNORECASE,
)  # fmt: skip
OF_EVERY_MAIL = {"To", "List-Unsubscribe-Post", "Content-Type"}  # the last one speaks of its boundary
NAMES = re.compile(r"greeting_name|first_name|get_full_name|user\.|learner\.")


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def wishes(ada: User) -> Preferences:
    return services.wishes_of(learner=ada)


def write(wishes: Preferences, facts: Facts | None, *, plain: bool = False) -> Message:
    wishes.has_plain_subjects = plain
    if facts is None:
        return write_trial(learner=wishes.learner, wishes=wishes)
    facts = replace(facts, is_plain=plain)
    return write_note(learner=wishes.learner, wishes=wishes, facts=facts, which=WHICH.get(facts.kind))


def travelled(message: Message) -> EmailMessage:
    """The mail as a mail program reads it: its styles inlined, through every coding and back."""
    envelope = Envelope(
        "Alder <hello@alder.example>", "<0123456789abcdef@alder.example>", datetime(2026, 11, 24, tzinfo=UTC)
    )
    raw = as_bytes(with_inline_styles(message), envelope)
    return email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return body.get_content()


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w']+", re.sub(r"https?://\S+", " ", text))


def shown(page: str) -> str:
    """What somebody sees of the HTML part."""
    body = page[page.index("<body") :]
    return html.unescape(re.sub(r"<[^>]*>", " ", body)).replace("’", "'")


def without_links(text: str) -> str:
    return re.sub(r"https?://\S+", " ", text)


def in_short(facts: Facts | None) -> str:
    if facts is None:
        return "trial"
    together = "-together" if facts.is_together else ""
    return f"{facts.rung.name if facts.rung else facts.kind}{together}{'-named' if facts.next_title else ''}"


every_case = pytest.mark.parametrize("facts", [*CASES, NAMED, None], ids=in_short)
every_case_but_named = pytest.mark.parametrize("facts", [*CASES, None], ids=in_short)
both_modes = pytest.mark.parametrize("plain", [False, True], ids=["discreet", "plain"])


def test_every_kind_and_every_rung_has_words():
    assert set(NOTES) == set(Reminder.Kind)
    assert set(LADDER) == set(Rung)


@every_case_but_named
def test_a_discreet_mail_names_no_topic_anywhere(wishes: Preferences, facts: Facts | None):
    mail = travelled(write(wishes, facts))
    assert mail["subject"] == "A note you asked for"
    told = [str(value) for name, value in mail.items() if name not in OF_EVERY_MAIL]
    token = make_token(wishes.key, secret=configured.SECRET_KEY)
    seen = [*told, part(mail, "plain"), shown(part(mail, "html")), *links(part(mail, "html")), _title(mail)]
    found = [TOPIC.search(text.replace(token, "").replace(SITE, "")) for text in seen]
    assert [match[0] for match in found if match] == []


@every_case_but_named
def test_a_plain_mail_says_what_it_is_for_and_still_no_topic(wishes: Preferences, facts: Facts | None):
    mail = travelled(write(wishes, facts, plain=True))
    assert mail["subject"] != "A note you asked for"
    seen = PLAIN.sub(
        "", " ".join([mail["subject"], without_links(part(mail, "plain")), shown(part(mail, "html"))])
    )
    assert TOPIC.findall(seen) == []


@both_modes
@every_case_but_named
def test_no_mail_names_a_course_or_a_lesson(wishes: Preferences, facts: Facts | None, plain: bool):
    message = write(wishes, facts, plain=plain)
    everything = f"{message.subject} {message.text} {shown(message.html)}".casefold()
    assert [title for title in titles() if title in everything] == []


def test_the_next_lesson_is_named_only_where_plain_words_were_chosen_and_never_in_a_header(
    wishes: Preferences,
):
    mail = travelled(write(wishes, NAMED, plain=True))
    assert TITLE in part(mail, "plain")
    assert TITLE.replace("&", "&amp;") in part(mail, "html")
    assert not any("Nähe" in str(value) for value in mail.values())


@both_modes
@every_case
def test_no_mail_presses_counts_or_uses_a_name(wishes: Preferences, facts: Facts | None, plain: bool):
    message = write(wishes, facts, plain=plain)
    for text in (message.subject, without_links(message.text), shown(message.html)):
        found = TONE.search(text)
        assert not found, f"“{found[0] if found else ''}” presses."
    assert "Ada" not in message.text + message.html


MAILS = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.is_file() and path.parent.name in {"email", "emails"}
)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_of_any_mail_presses_counts_or_names_the_topic(path):
    source = path.read_text()
    assert not NAMES.search(source)
    words = re.sub(
        r"<style.*?</style>|<!doctype[^>]*>|{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>",
        " ",
        source,
        flags=re.DOTALL | re.IGNORECASE,
    )
    quoted = " ".join(re.findall(r"{%\s*trans(?:late)? \"([^\"]*)\"", source))
    subject = path.name.endswith("_subject.txt")
    assert not TONE.search(f"{words} {quoted}")
    assert not re.search(
        r"attach|trauma|therap|clini|boundar|lesson|course|quiz", f"{words} {quoted}", re.IGNORECASE
    )
    assert not (subject and "\n" in words.strip())


@both_modes
@every_case
def test_both_parts_say_the_same_in_the_same_order(wishes: Preferences, facts: Facts | None, plain: bool):
    mail = travelled(write(wishes, facts, plain=plain))
    assert words_of(part(mail, "plain").replace("—", " ")) == words_of(shown(part(mail, "html")))
    assert links(part(mail, "plain")) == links(part(mail, "html"))


@every_case
def test_every_link_leads_home_and_only_one_carries_the_secret(wishes: Preferences, facts: Facts | None):
    message = write(wishes, facts)
    found, token = links(message.text), make_token(wishes.key, secret=configured.SECRET_KEY)
    assert len(found) == 3
    assert all(link.startswith(f"{SITE}/") and "?" not in link and "#" not in link for link in found)
    assert [token in link for link in found] == [False, True, False]


@every_case
def test_nothing_is_fetched_from_anywhere_and_the_styles_sit_on_the_elements(
    wishes: Preferences, facts: Facts | None
):
    page = part(travelled(write(wishes, facts)), "html")
    assert not re.search(
        r"<(img|link|script|iframe|object|video|audio)\b|\bsrc=|url\(|@import|\bbackground=",
        page,
        re.IGNORECASE,
    )
    assert re.search(r"<a [^>]*style=\"[^\"]*background", page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    assert style[1].strip().startswith("@media (prefers-color-scheme: dark)")
    assert '<meta name="color-scheme" content="light dark">' in page
    assert '<html lang="en-gb"' in page.lower()
    assert 'role="article"' in page


@both_modes
@every_case
def test_the_headers_let_a_mail_program_stop_notes_with_one_press(
    wishes: Preferences, facts: Facts | None, plain: bool
):
    mail = travelled(write(wishes, facts, plain=plain))
    token = make_token(wishes.key, secret=configured.SECRET_KEY)
    assert mail["List-Unsubscribe"] == f"<{SITE}/notes/u/{token}/stop/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert all(name.isascii() and str(value).isascii() for name, value in mail.items())


@pytest.mark.parametrize(
    "facts", [Facts(kind=Reminder.Kind.NEXT_STEP), NAMED], ids=["ascii", "other letters"]
)
def test_no_line_is_too_long_and_no_coding_breaks_a_link(wishes: Preferences, facts: Facts, settings):
    settings.SITE_URL = "https://a-rather-long-name-of-a-house.of-many-rooms.alder.example"
    message = write(wishes, facts, plain=True)
    envelope = Envelope(
        "Alder <hello@alder.example>", "<0123456789abcdef@alder.example>", datetime(2026, 11, 24, tzinfo=UTC)
    )
    raw = as_bytes(with_inline_styles(message), envelope)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = travelled(message)
    wanted = links(message.text)
    assert all(link.startswith(settings.SITE_URL) for link in wanted)
    for kind in ("plain", "html"):
        assert links(part(mail, kind)) == wanted
    if facts.next_title == "":
        assert mail.get_body(("plain",))["content-transfer-encoding"] == "7bit"


def _title(mail: EmailMessage) -> str:
    found = re.search(r"<title>(.*?)</title>", part(mail, "html"))
    assert found
    return found[1]


@cache
def titles() -> tuple[str, ...]:
    """Of every course, module and lesson of the library as it is today."""
    library = compile_content(ROOT / "content", today=datetime.now(UTC).date()).library
    assert library
    named = [
        title
        for course in library.courses
        for module in course.modules
        for title in (course.title, module.title, *(lesson.title for lesson in module.lessons))
    ]
    return tuple(sorted({title.casefold() for title in named}))
