"""Two ways to use a page: the keyboard alone, and the pointer. A journey is told once and done with both."""

from datetime import date

from playwright.sync_api import Locator, Page, Response, expect

MOST_TABS = 160
ASKS_THE_SERVER = "(mine) => mine.matches(\"a[href]:not([href^='#']), button:not([type=button])\")"
WORDS = "ancestor::label | following-sibling::label"
IS_HERE = "(mine) => mine === document.activeElement"
IS_GROUP_HERE = """(mine) => {
  const here = document.activeElement;
  return here === mine || (mine.type === "radio" && here.type === "radio" && here.name === mine.name);
}"""


class Pointer:
    """Taps and clicks. Counts the presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, target: Locator) -> None:
        self.presses += 1
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, target: Locator) -> None:
        """Radio buttons and tick boxes are small; people press the words beside them."""
        target.locator(f"xpath={WORDS} | self::*[not({WORDS})]").first.click()
        expect(target).to_be_checked()

    def choose(self, target: Locator, words: str) -> None:
        target.select_option(label=words)

    def set_day(self, target: Locator, day: date) -> None:
        target.fill(day.isoformat())

    def open(self, summary: Locator) -> None:
        summary.click()


class Keyboard(Pointer):
    """Tab, Space, Enter, arrows and letters, as somebody does who has nothing else."""

    def press(self, target: Locator) -> None:
        """A key, unlike a click, does not wait for the page it leads to; somebody else may look at what it did."""
        self.presses += 1
        self.reach(target)
        if not target.evaluate(ASKS_THE_SERVER):
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_response(_is_an_answer):
            self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        """Into the group with Tab, along it with the arrow; a box, and the first of a group, with Space."""
        self.reach(target, test=IS_GROUP_HERE)
        if target.evaluate(IS_HERE):
            self.page.keyboard.press("Space")
        for _ in range(20):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("The arrows do not reach it.")

    def choose(self, target: Locator, words: str) -> None:
        self.reach(target)
        self.page.keyboard.type(words)

    def set_day(self, target: Locator, day: date) -> None:
        """Figures, in the order in which this browser asks for month, day and year."""
        self.reach(target)
        self.page.keyboard.type(f"{day:%m%d%Y}")
        expect(target).to_have_value(day.isoformat())

    def open(self, summary: Locator) -> None:
        self.reach(summary)
        self.page.keyboard.press("Space")

    def reach(self, target: Locator, *, test: str = IS_HERE) -> None:
        """Press Tab until the focus is there."""
        mine = target.element_handle()
        for _ in range(MOST_TABS):
            if mine.evaluate(test):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with Tab.")


def _is_an_answer(response: Response) -> bool:
    """To a page or a form that was asked for, not an image or a style of it."""
    return response.request.resource_type in {"document", "fetch", "xhr"}
