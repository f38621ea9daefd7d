"""By keyboard alone: every stop can be seen, and the way to the cart is short."""

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import reserve_button

pytestmark = pytest.mark.browser

MOST_STOPS = 25
IS_SEEN = """
() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}
"""


def _is_focused(page: Page) -> bool:
    return bool(reserve_button(page).evaluate("button => button === document.activeElement"))


def test_a_shopper_reserves_by_keyboard_alone_and_always_sees_the_focus(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    page = enter(shopper=ada)
    page.goto(big_sale.path)
    stops = 0
    while not _is_focused(page):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= MOST_STOPS
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")

    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Go to the cart")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url("/cart/")


def test_the_first_stop_skips_the_menu(enter: Enter, big_sale: StartedSale) -> None:
    page = enter()
    page.goto(big_sale.path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
