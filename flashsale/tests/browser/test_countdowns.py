"""Countdowns follow the server's clock, whatever the visitor's says."""

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import reserve_button, sale_clock, units_left
from flashsale.tests.browser.watching import seconds_shown, stop_clock, wait_until

pytestmark = pytest.mark.browser

# Only what says which day it is: a wrong clock runs as fast as a right one.
SET_CLOCK = """
const shift = Date.parse("%s") - Date.now();
const RightDate = Date;
globalThis.Date = class Date extends RightDate {
  constructor(...given) {
    super(...(given.length ? given : [RightDate.now() + shift]));
  }
  static now() {
    return RightDate.now() + shift;
  }
};
"""
# By the clock of this machine, which is the server's, and which SET_CLOCK leaves alone.
IS_RIGHT = """
(selector) => {
  const element = document.querySelector(selector);
  const now = performance.timeOrigin + performance.now();
  const left = Math.ceil((Date.parse(element.dateTime) - now) / 1000);
  const shown = element.textContent.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  return Math.abs(shown - left) <= 1;
}
"""
WRONG_CLOCKS = [
    pytest.param("2031-05-06T07:08:09Z", id="years ahead"),
    pytest.param("2020-01-01T00:00:00Z", id="years behind"),
]


def _expect_right(page: Page, selector: str) -> None:
    """Right within a second, as soon as the page has had the time to learn what time it is."""
    wait_until(page, IS_RIGHT, arg=selector)


@pytest.mark.parametrize("wrong", WRONG_CLOCKS)
def test_the_time_left_is_right_within_a_second_where_the_visitors_clock_is_wrong(
    enter: Enter, big_sale: StartedSale, ada: Shopper, wrong: str
) -> None:
    page = enter(shopper=ada)
    page.add_init_script(SET_CLOCK % wrong)
    page.goto(big_sale.path)
    assert page.evaluate("new Date().getUTCFullYear()") == int(wrong[:4])
    expect(sale_clock(page)).to_have_attribute("data-ticking", "")
    _expect_right(page, ".figure--live [data-countdown]")

    reserve_button(page).click()
    expect(page.get_by_text("1 held for you")).to_be_visible()
    _expect_right(page, "[data-hold-time]")

    page.goto("/cart/")
    expect(page.locator(".cart-line__clock")).to_have_attribute("data-ticking", "")
    _expect_right(page, ".cart-line__clock")


def test_a_wrong_clock_starts_no_sale_early(enter: Enter, office: Office) -> None:
    sale = office.start_sale("--units", "13", "--starts-in", "3600")
    page = enter()
    page.add_init_script(SET_CLOCK % "2031-05-06T07:08:09Z")
    page.goto(sale.path)
    clock = page.locator('[data-in-phase="upcoming"] [data-countdown]')
    expect(clock).to_have_attribute("data-ticking", "")

    expect(clock).to_contain_text("59:")
    expect(reserve_button(page)).to_be_hidden()


def test_the_clock_runs_down_second_by_second(enter: Enter, big_sale: StartedSale) -> None:
    page = enter()
    page.clock.install()
    page.goto(big_sale.path)
    expect(sale_clock(page)).to_have_attribute("data-ticking", "")
    stop_clock(page)
    first = seconds_shown(sale_clock(page))

    shown = []
    for _ in range(3):
        page.clock.run_for(1000)
        shown.append(seconds_shown(sale_clock(page)))

    assert shown == [first - 1, first - 2, first - 3]


def test_a_tab_that_slept_is_right_again_when_it_wakes(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "40")
    page = enter()
    page.goto(sale.path)
    expect(units_left(page)).to_have_text("40")
    page.context.set_offline(True)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    ada.reserve(sale.item, units=3)
    page.context.set_offline(False)
    page.evaluate(
        """() => {
          delete document.hidden;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(units_left(page)).to_have_text("37")
    _expect_right(page, ".figure--live [data-countdown]")
