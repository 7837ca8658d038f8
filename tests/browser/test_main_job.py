"""The main job of the product, from the first visit to an edited lesson, as its people do it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product, sign_in
from tests.browser.hands import Pointer
from tests.browser.steps import SECRET, answer_all, h1, read_about_leave, settle_in, sign_in_by, sign_up

REMY = "remy@example.org"
LESSON = "What this course is, and what it is not"
NEXT_LESSON = "Choosing your pace"


@pytest.fixture
def remy(people: Callable[..., Page], product: Product) -> Page:
    """Remy, who has an account since the first test of the story, on Today."""
    page = people(width=1280)
    if product.mails_to(REMY):
        sign_in(page, REMY, SECRET)
    else:
        settle_in(page, product, REMY)
    return page


def test_a_newcomer_joins_reads_leaves_and_comes_back_to_the_same_place(
    people: Callable[..., Page], product: Product
) -> None:
    page = people(width=390)
    hands = Pointer(page)
    _sign_up_from_the_front_door(hands, product)
    _join_at_a_steady_pace(hands)
    _read_and_check_the_first_lesson(hands)
    _go_on_and_leave_in_the_middle(hands, product)
    page.goto("/account/login/")
    sign_in_by(hands, REMY)
    expect(page).to_have_url(re.compile("/today/$"))
    expect(page.get_by_text(re.compile(r"\b1 of \d+ lessons finished"))).to_be_visible()
    card = page.get_by_role("region", name=NEXT_LESSON)
    expect(card.get_by_text("Pick up where you left off")).to_be_visible()
    card.get_by_role("link", name="Continue").click()
    expect(h1(page)).to_have_text(NEXT_LESSON)
    page.get_by_role("link", name="Continue at “Skipping is allowed”").click()
    expect(page.get_by_role("heading", name="Skipping is allowed")).to_be_in_viewport()


def _sign_up_from_the_front_door(hands: Pointer, product: Product) -> None:
    page = hands.page
    page.goto("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    sign_up(hands, product, REMY)
    read_about_leave(hands)
    expect(page).to_have_url(re.compile("/today/$"))


def _join_at_a_steady_pace(hands: Pointer) -> None:
    page = hands.page
    page.get_by_role("link", name="Courses", exact=True).first.click()
    page.get_by_role("link", name="Closeness and fear").click()
    page.get_by_role("button", name="Join this course").click()
    expect(h1(page)).to_have_text("Choose a pace")
    hands.tick(page.get_by_role("radio", name=re.compile("^Steady")))
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Keep this pace").click()
    expect(h1(page)).to_have_text("Closeness and fear")
    expect(page.get_by_text(re.compile(r"\b0 of \d+ lessons finished"))).to_be_visible()
    expect(page.get_by_text("Two lessons a week")).to_be_visible()


def _read_and_check_the_first_lesson(hands: Pointer) -> None:
    page = hands.page
    page.get_by_role("link", name="Begin").click()
    expect(h1(page)).to_have_text(LESSON)
    answer_all(hands)
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("A diagnosis takes a trained person who meets you")).to_be_visible()
    expect(page.get_by_role("button", name="Check again")).to_be_visible()
    page.get_by_role("button", name="Yes, go to the next lesson").click()
    expect(h1(page)).to_have_text(NEXT_LESSON)


def _go_on_and_leave_in_the_middle(hands: Pointer, product: Product) -> None:
    page = hands.page
    with page.expect_request("**/place/") as kept:
        page.get_by_role("heading", name="Skipping is allowed").evaluate("(mine) => mine.scrollIntoView()")
    assert kept.value.response().ok
    page.get_by_role("link", name="Leave this site quickly").last.click()
    page.wait_for_url(f"{product.elsewhere}/**")


def test_the_quiz_ends_in_a_place_on_the_map(remy: Page) -> None:
    remy.get_by_role("region", name="Where are you with closeness?").get_by_role("link").click()
    agreement = remy.get_by_role("checkbox", name=re.compile("^Keep my answers"))
    expect(agreement).not_to_be_checked()
    Pointer(remy).tick(agreement)
    remy.get_by_role("button", name="Begin").click()
    for number in (1, 2, 3):
        expect(remy.get_by_text(f"Page {number} of 3")).to_be_visible()
        for group in remy.get_by_role("group", name=re.compile("^Statement")).all():
            group.get_by_text("Agree a little", exact=True).click()
        remy.get_by_role("button", name="Continue").click()
    expect(h1(remy)).to_have_text("Before the result")
    remy.get_by_role("button", name="See my result").click()
    expect(remy.get_by_role("img", name="Your result on two scales")).to_be_visible()
    expect(remy.get_by_text("It is not a diagnosis or a fixed type")).to_be_visible()
    expect(remy.get_by_role("table").first).to_be_visible()
    remy.get_by_role("link", name="Today").first.click()
    expect(remy.get_by_role("link", name="See the result")).to_be_visible()


def test_a_note_comes_when_asked_for_its_link_stops_them_and_they_can_come_again(
    remy: Page, people: Callable[..., Page], product: Product
) -> None:
    sent = len(product.mails_to(REMY))
    remy.get_by_role("link", name="Mailbox").click()
    remy.get_by_role("button", name="Send my next note now").click()
    expect(remy.get_by_role("status").filter(has_text="on its way")).to_be_visible()
    note = product.newest_mail_to(REMY, after=sent)
    assert not re.search("attach|closeness|course|lesson|clini", note.subject, re.I)
    remy.reload()
    remy.get_by_role("link", name=note.subject).first.click()
    expect(remy.get_by_title("The email as a page")).to_be_visible()
    stranger = people(javascript=False)
    stranger.goto(re.findall(r"https?://\S+/notes/u/\S+", note.text)[0])
    stranger.get_by_role("button", name="Stop all notes").click()
    expect(h1(stranger)).to_have_text("Your notes are stopped")
    remy.goto("/notes/")
    expect(remy.get_by_text("You stopped all notes")).to_be_visible()
    remy.get_by_role("button", name="Let notes come again").click()
    expect(remy.get_by_role("button", name="Stop all notes")).to_be_visible()


def test_a_clinician_suggests_a_module_and_sees_what_was_agreed_until_it_ends(
    remy: Page, people: Callable[..., Page], product: Product
) -> None:
    amara = people(width=1280, who="amara@example.org")
    sent = len(product.mails_to(REMY))
    _invite(amara)
    words = product.newest_mail_to(REMY, after=sent).text
    remy.goto(re.findall(r"/i/\S+", words)[0])
    lessons = remy.get_by_role("group", name="Share which lessons I have opened and finished")
    agreement = lessons.get_by_role("checkbox", name=re.compile("Yes, share this"))
    expect(agreement).not_to_be_checked()
    Pointer(remy).tick(agreement)
    remy.get_by_role("button", name="Accept").click()
    expect(h1(remy)).to_have_text("Amara Osei")
    client = _suggest_a_module(amara)
    remy.goto("/today/")
    suggestion = remy.get_by_role("region", name="From Amara Osei")
    expect(suggestion.get_by_text("Only if there is room.")).to_be_visible()
    expect(_progress(amara, "Steady ground")).to_contain_text("0 of 4")
    suggestion.get_by_role("link", name="Steady ground").click()
    remy.get_by_role("button", name="Yes, go to the next lesson").click()
    expect(h1(remy)).to_have_text("Grounding with the senses")
    amara.reload()
    expect(_progress(amara, "Steady ground")).to_contain_text("1 of 4")
    _end_the_connection(remy)
    assert amara.goto(client).status == 404


def _end_the_connection(remy: Page) -> None:
    remy.goto("/settings/")
    remy.get_by_role("link", name="What you share, and with whom").click()
    remy.get_by_role("link", name=re.compile("^See and change")).click()
    remy.get_by_role("link", name=re.compile("^End this connection")).first.click()
    remy.get_by_role("button", name="End it").click()
    expect(h1(remy)).to_have_text("What you share")


def _invite(amara: Page) -> None:
    amara.goto("/clinic/")
    amara.get_by_role("link", name="Invite a client").click()
    amara.get_by_label("Name or reference").fill("R. on Tuesdays")
    Pointer(amara).tick(amara.get_by_role("radio", name="By email"))
    amara.get_by_label("Their email address").fill(REMY)
    amara.get_by_role("button", name="Invite", exact=True).click()
    expect(amara.get_by_role("status").first).to_be_visible()


def _suggest_a_module(amara: Page) -> str:
    """Suggests one module; ends on the client's page and returns its address."""
    amara.goto("/clinic/")
    amara.get_by_role("link", name="R. on Tuesdays").click()
    client = amara.url
    amara.get_by_role("link", name="Suggest something").click()
    hands = Pointer(amara)
    hands.open(amara.locator("summary", has_text="Closeness and fear"))
    hands.tick(amara.get_by_role("checkbox", name=re.compile("^Steady ground")))
    amara.get_by_role("textbox", name="Message").fill("Only if there is room.")
    hands.tick(amara.get_by_role("checkbox", name=re.compile("^We have agreed")))
    amara.get_by_role("button", name="Suggest", exact=True).click()
    amara.goto(client)
    return client


@pytest.fixture
def lesson_file(product: Product) -> Iterator:
    """The first lesson's file; afterwards it is as it was, on disk and in the product."""
    path = product.content / "courses/01-closeness-and-fear/01-before-you-start/01-what-this-is.md"
    before = path.read_text()
    yield path
    path.write_text(before)
    assert product.manage("publish_content").returncode == 0


def test_an_author_edits_a_lesson_and_one_command_brings_it_to_the_reader(
    remy: Page, people: Callable[..., Page], product: Product, lesson_file
) -> None:
    sentence = "There is also a bench outside, and nobody minds how long you sit."
    text = lesson_file.read_text()
    lesson_file.write_text(text.replace("Stopping costs nothing.", f"{sentence} Stopping costs nothing."))
    checked = product.manage("check_content")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    staff = people(width=1280, who="staff@example.org")
    staff.goto("/preview/")
    staff.get_by_role("link", name=LESSON).click()
    expect(staff.get_by_text(sentence)).to_be_visible()
    remy.goto("/c/1/m1/1/")
    expect(remy.get_by_text(sentence)).to_have_count(0)
    published = product.manage("publish_content")
    assert published.returncode == 0, published.stdout + published.stderr
    remy.reload()
    expect(remy.get_by_text(sentence)).to_be_visible()


def _progress(amara: Page, module: str) -> Locator:
    """The row of a module on the client's page, unfolded."""
    amara.locator("summary", has_text="Progress").click()
    return amara.get_by_role("row", name=re.compile(f"^{module}"))
