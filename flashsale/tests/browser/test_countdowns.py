"""Countdowns follow the server's clock, whatever the visitor's says."""

import time
from datetime import datetime
from math import ceil

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.office import Office, StartedSale
from flashsale.tests.browser.steps import reserve_button, sale_clock, units_left
from flashsale.tests.browser.watching import stop_clock

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
WRONG_CLOCKS = [
    pytest.param("2031-05-06T07:08:09Z", id="years ahead"),
    pytest.param("2020-01-01T00:00:00Z", id="years behind"),
]


def _seconds_shown(page: Page, selector: str) -> int:
    hours, minutes, seconds = ("0:" + page.locator(selector).inner_text()).split(":")[-3:]
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds)


def _seconds_left(page: Page, selector: str) -> float:
    """By the clock of this machine, which is the server's."""
    moment = page.locator(selector).get_attribute("datetime") or ""
    return datetime.fromisoformat(moment).timestamp() - time.time()


def _expect_right(page: Page, selector: str) -> None:
    """Right within a second; "00:01" is right until the end. Reading takes a moment itself."""
    before = ceil(_seconds_left(page, selector))
    shown = _seconds_shown(page, selector)
    after = ceil(_seconds_left(page, selector))
    assert after - 1 <= shown <= before + 1


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
    first = _seconds_shown(page, ".figure--live [data-countdown]")

    shown = []
    for _ in range(3):
        page.clock.run_for(1000)
        shown.append(_seconds_shown(page, ".figure--live [data-countdown]"))

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
