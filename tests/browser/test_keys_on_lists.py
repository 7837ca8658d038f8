"""Lists and long pages of the clinic with Tab alone: in the order of the page, every stop seen, and out at the end."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.hands import MOST_TABS
from tests.browser.tour import AMARA, SAM

WHERE = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const box = here.getBoundingClientRect(), bar = document.querySelector(".bar").getBoundingClientRect();
  const ringed = [here, here.closest(".choice")].some((each) => each && getComputedStyle(each).outlineStyle !== "none");
  const isClear = here.closest(".bar") || box.top >= bar.bottom - 1;
  return {
    place: [...document.querySelectorAll("*")].indexOf(here),
    name: here.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.top < innerHeight && Boolean(isClear) && ringed,
  };
}"""


@pytest.mark.parametrize(
    ("address", "who", "width"),
    [
        ("/clinic/", AMARA, 1280),
        ("{client}", AMARA, 390),
        ("{client}assign/", AMARA, 1280),
        ("/clinic/library/", AMARA, 390),
        ("{connection}", SAM, 390),
    ],
)
def test_tab_goes_through_the_whole_page_in_order_and_out_again(
    address: str, who: str, width: int, people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=width, who=who)
    page.goto(address.format(**scene))
    stops: dict[int, bool] = {}
    names: dict[int, str] = {}
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if stop is None:
            break
        # A date takes several presses, and its ring stands where the browser draws it.
        stops[stop["place"]] = stops.get(stop["place"], False) or stop["seen"]
        names[stop["place"]] = stop["name"]
    else:
        pytest.fail("The focus never leaves the page.")
    assert len(stops) > 10
    assert list(stops) == sorted(stops)
    assert [names[place] for place, is_seen in stops.items() if not is_seen] == []
