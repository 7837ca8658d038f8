"""Journey 11: somebody turns notes on, gets one through a real mail server, and pauses and stops them signed out."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from outbox.adapter import LocalMail
from tests.browser.conftest import Doorway, Product, eventually, running
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import AXE, EVERYTHING, found_by_axe
from tests.browser.steps import h1, read_about_leave, sign_up
from tests.reminders.test_mails import OF_EVERY_MAIL, TOPIC, links, part, shown, words_of
from tools.smtp import Smtp

# Wherever the tests run, it is daytime in one of them: no note leaves at night.
CITIES = {
    "Auckland": "Pacific/Auckland", "Tokyo": "Asia/Tokyo", "Kolkata": "Asia/Kolkata", "London": "Europe/London",
    "New York": "America/New_York", "Honolulu": "Pacific/Honolulu",
}  # fmt: skip
DAY = range(9, 19)
# What time does by itself: the moment of the next note comes, and the planner looks.
LET_IT_BE_DUE = """
from datetime import timedelta
from django.utils import timezone
from courses.models import Enrolment
from reminders.services import plan_due
now = timezone.now()
Enrolment.objects.filter(learner__email="{address}").update(next_due_at=now - timedelta(minutes=1))
plan_due(now=now)
"""


class Posted(Product):
    """A product that mails through a server; what the server took is all that is known of its mail."""

    sink: Smtp

    def mails_to(self, address: str) -> list[LocalMail]:
        return [as_read(mail) for mail in self.taken_for(address)]

    def taken_for(self, address: str) -> list[EmailMessage]:
        return [mail.parsed for mail in list(self.sink.accepted) if mail.to == address]


def as_read(mail: EmailMessage) -> LocalMail:
    page = mail.get_body(("html",))
    return LocalMail(
        name=str(mail["message-id"]),
        to=str(mail["to"]),
        subject=str(mail["subject"]),
        sent_at=parsedate_to_datetime(str(mail["date"])),
        text=part(mail, "plain"),
        html=page.get_content() if page is not None else "",
    )


@pytest.fixture(scope="module")
def posted(elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Posted]:
    folder: Path = tmp_path_factory.mktemp("posted")
    with Smtp() as sink, running(folder, elsewhere, EMAIL_URL=sink.url) as house:
        alder = Posted(**vars(house))
        alder.sink = sink
        yield alder


@pytest.fixture
def arrive(browser: Browser, posted: Posted) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser; afterwards nothing may have complained."""
    doorway = Doorway(browser, posted)
    contexts = []

    def open_one(*, width: int, javascript: bool) -> Page:
        contexts.append(doorway.open(width=width, javascript=javascript))
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert doorway.take_complaints() == []


@pytest.mark.parametrize("way", ["keyboard", "no-script"])
def test_a_note_is_asked_for_comes_and_is_paused_signed_out_in_two_presses(
    way: str, arrive: Callable[..., Page], posted: Posted
) -> None:
    is_keyboard = way == "keyboard"

    def anybody() -> Pointer:
        page = arrive(width=390 if is_keyboard else 1280, javascript=is_keyboard)
        return Keyboard(page) if is_keyboard else Pointer(page)

    owner, address = anybody(), f"{way}-notes@example.org"
    _begin(owner, posted, address)
    _ask_for_notes(owner)
    note = _wait_for_one(posted, address)
    _read_it(note, posted)
    pause_url = next(link for link in links(part(note, "plain")) if "/u/" in link)
    passer_by = anybody()
    _pause(passer_by, pause_url, is_keyboard=is_keyboard)
    owner.page.goto("/notes/")
    expect(owner.page.get_by_text("Paused until")).to_be_visible()
    _stop_by_one_click(passer_by.page, note)
    owner.page.goto("/notes/why/")
    expect(owner.page.get_by_text("You asked for no more notes.")).to_be_visible()
    expect(owner.page.get_by_role("cell", name="Sent.")).to_be_visible()


def _begin(hands: Pointer, posted: Posted, address: str) -> None:
    hands.page.goto("/account/signup/")
    sign_up(hands, posted, address)
    read_about_leave(hands)
    expect(hands.page).to_have_url(re.compile("/today/$"))


def _ask_for_notes(hands: Pointer) -> None:
    """A pace on the course's page, two kinds more on the page about notes, one Save."""
    page = hands.page
    page.goto("/c/1/")
    hands.press(page.get_by_role("button", name="Join this course"))
    city, day = _where_it_is_day()
    hands.tick(page.get_by_role("radio", name="My own days"))
    hands.tick(page.get_by_role("checkbox", name=day))
    hands.choose(page.get_by_label("Time zone"), city)
    hands.press(page.get_by_role("button", name="Keep this pace"))
    page.wait_for_url(lambda url: not url.endswith("/pace/"))
    page.goto("/notes/")
    expect(page.get_by_text(f"{day}s at")).to_have_count(2)
    hands.tick(page.get_by_role("checkbox", name="The day you wanted to come back"))
    hands.tick(page.get_by_role("checkbox", name="Something is waiting for you"))
    hands.press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Something is waiting for you")).to_be_checked()


def _where_it_is_day() -> tuple[str, str]:
    """A city where no note has to wait for the morning, and the weekday after today's there."""
    now = datetime.now(UTC)
    city = next(city for city, zone in CITIES.items() if now.astimezone(ZoneInfo(zone)).hour in DAY)
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    return city, names[now.astimezone(ZoneInfo(CITIES[city])).isoweekday() % 7]


def _wait_for_one(posted: Posted, address: str) -> EmailMessage:
    before = len(posted.taken_for(address))
    done = posted.manage("shell", "-c", LET_IT_BE_DUE.format(address=address))
    assert done.returncode == 0, done.stderr
    eventually(lambda: len(posted.taken_for(address)) > before, within=30)
    return posted.taken_for(address)[-1]


def _read_it(note: EmailMessage, posted: Posted) -> None:
    """Both parts, as the server took them: the same words, and none that names the topic."""
    text, page = part(note, "plain"), part(note, "html")
    assert note["subject"] == "A note you asked for"
    assert words_of(text) == words_of(shown(page))
    assert links(text) == links(page)
    assert all(link.startswith(f"{posted.url}/") for link in links(text))
    headers = [str(value) for name, value in note.items() if name not in OF_EVERY_MAIL]
    secrets = re.compile(r"/u/[^/]+/")
    told = [secrets.sub("/", words) for words in (*headers, text, shown(page), *links(page))]
    assert [found[0] for words in told if (found := TOPIC.search(words))] == []
    assert note["Auto-Submitted"] == "auto-generated"


def _pause(hands: Pointer, link: str, *, is_keyboard: bool) -> None:
    """The link in the mail is the first press, the button the second."""
    page = hands.page
    page.goto(link)
    expect(h1(page)).to_have_text("Pause or stop your notes")
    if is_keyboard:
        page.evaluate(AXE)
        assert found_by_axe(page, EVERYTHING) == []
    hands.press(page.get_by_role("button", name="Pause for two weeks"))
    expect(h1(page)).to_have_text("Your notes are paused")
    assert hands.presses + 1 == 2


def _stop_by_one_click(page: Page, note: EmailMessage) -> None:
    """As a mail provider does it for whoever presses its own button."""
    assert note["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(note["List-Unsubscribe"]).strip("<>")
    page.context.clear_cookies()
    answer = page.request.post(address, form={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
