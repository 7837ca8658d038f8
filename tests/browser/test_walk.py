"""The whole library in Chromium, as on a phone: read, opened, filled in, answered by keyboard, finished.

`make test` walks the first lesson of each course; `make walk` walks them all and says how long each took.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.rules.contents import lessons_in
from library.grammar.trees import CheckTree, ExerciseTree, LessonTree
from tests.browser.conftest import Doorway, Product
from tests.browser.hands import Keyboard
from tests.browser.judging import AXE, EVERYTHING, ZOOMED, found_by_axe, sticks_out
from tests.browser.steps import h1, settle_in
from tests.library_walk.shelf import FIRST_LESSONS, LESSONS, compiled

NARROW, TALL = 390, 844
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""
WALKED = [
    pytest.param(name, marks=[] if name in FIRST_LESSONS else [pytest.mark.walk], id=name) for name in LESSONS
]


@dataclass(frozen=True)
class Stage:
    """A lesson with the place it has in a library published for the first time."""

    lesson: LessonTree
    url: str
    label: str
    next_title: str


@pytest.fixture(scope="module")
def stages() -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for c, course in enumerate(compiled().courses, start=1):
        titles = [lesson.title for other, _module, lesson in lessons_in(compiled()) if other is course]
        following = iter([*titles[1:], course.title])
        for m, module in enumerate(course.modules, start=1):
            for n, lesson in enumerate(module.lessons, start=1):
                place = Stage(lesson, f"/c/{c}/m{m}/{n}/", f"{c}.{m}.{n}", next(following))
                found[lesson.id] = place
    return found


@pytest.fixture(scope="module")
def walker(doorway: Doorway, product: Product) -> Iterator[Page]:
    """Somebody new, with one browser for the whole way."""
    page = doorway.open(width=NARROW).new_page()
    settle_in(page, product, "walker@example.org")
    yield page
    page.context.close()


@pytest.fixture
def line(request: pytest.FixtureRequest, stages: dict[str, Stage], name: str) -> Iterator[None]:
    """A line a lesson, where somebody looks on."""
    began = time.monotonic()
    yield
    if "walk" in request.config.getoption("markexpr"):
        reporter = request.config.pluginmanager.get_plugin("terminalreporter")
        assert reporter is not None
        took = f"{time.monotonic() - began:5.1f} s"
        reporter.write_line(f"{stages[name].label:8} {name:34} {took}")


@pytest.mark.parametrize("name", WALKED)
def test_a_lesson_can_be_walked_on_a_phone(
    name: str, stages: dict[str, Stage], walker: Page, doorway: Doorway, line: None
) -> None:
    stage, page = stages[name], walker
    page.set_viewport_size({"width": NARROW, "height": TALL})
    page.goto(stage.url)
    expect(h1(page)).to_have_text(stage.lesson.title)
    page.evaluate(SCROLL)
    for exercise in stage.lesson.exercises:
        _write(page, exercise)
    _open_everything(page)
    problems = _judged(page)
    for check in stage.lesson.checks:
        _answer(Keyboard(page), check)
    _open_everything(page)
    problems += _judged(page)
    page.set_viewport_size({"width": NARROW, "height": TALL})
    page.get_by_role("button", name=re.compile("^Yes, ")).click()
    expect(h1(page)).to_have_text(stage.next_title)
    assert problems + doorway.take_complaints() == []


def _open_everything(page: Page) -> None:
    """Expanders hide expanders; the last one opened is the end of it."""
    closed = page.locator("main details:not([open]) > summary:visible")
    while closed.count():
        closed.first.click()


def _judged(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROW, "height": TALL})
    page.evaluate("scrollTo(0, 0)")  # what is half under the bar is too small to press just there
    page.evaluate(AXE)
    problems = found_by_axe(page, EVERYTHING)
    page.set_viewport_size({"width": ZOOMED, "height": TALL})
    return [*problems, *sticks_out(page)]


def _write(page: Page, exercise: ExerciseTree) -> None:
    """Settle where the exercise asks for it, put something into every field, and keep it."""
    work = page.get_by_role("region", name=exercise.title, exact=True)
    _open_everything(page)
    if exercise.settle:
        work.get_by_role("spinbutton", name="How stirred up is your body now?").fill("2")
        work.get_by_role("button", name="Go on").click()
        page.wait_for_url("**#*-write")
        _open_everything(page)
    for field in exercise.fields:
        _fill(work.locator(f"form [data-question='{field.key}']"))
    expect(work.locator("[data-save-status]")).to_have_text(re.compile("^Saved"))
    work.get_by_role("button", name=re.compile("^(Save|Keep this entry)$")).last.click()
    expect(work.get_by_text("Kept in your notebook.")).to_be_visible()


def _fill(field: Locator) -> None:
    for box in field.locator("input[type=text], textarea").all():
        box.fill("A lantern by the stairs.")
    for box in field.locator("input[type=number]").all():
        box.fill(box.get_attribute("max") or "")
    for box in field.locator("input[type=date]").all():
        box.fill("2026-11-22")
    for box in field.locator("input[type=checkbox]").all():
        _tick(box)
    names = dict.fromkeys(box.get_attribute("name") for box in field.locator("input[type=radio]").all())
    for name in names:
        _tick(field.locator(f"input[name='{name}']").first)


def _tick(box: Locator) -> None:
    box.focus()
    box.press("Space")
    expect(box).to_be_checked()


def _answer(hands: Keyboard, check: CheckTree) -> None:
    """By way of the contents, then with Tab, arrows, Space and Enter: everything that fits, and nothing else."""
    block = hands.page.get_by_role("region", name=check.title, exact=True)
    hands.page.locator(f"main details a[href='#{block.get_attribute('id')}']").press("Enter")
    for question in check.questions:
        asked = block.locator(f"[data-question='{question.id}']")
        for option in question.options:
            if option.is_right:
                hands.tick(asked.locator(f"input[value='{option.id}']"))
    hands.press(block.get_by_role("button", name="Check my answers"))
    expect(block.get_by_role("button", name="Check again")).to_be_visible()
    expect(block.get_by_text("Not quite.")).to_have_count(0)
