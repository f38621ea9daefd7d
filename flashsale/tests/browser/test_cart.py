"""The cart: each line with its own clock, and what happens when it runs out."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

import pytest
from playwright.sync_api import Locator, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import cart_lines
from flashsale.tests.browser.watching import seconds_shown, stop_clock

pytestmark = pytest.mark.browser

HURRY = "Less than a minute"
# Seconds: the page must be there before they are over, on a busy machine too.
SHORT = "9"
PAUSE = "4"

NewShopper: TypeAlias = Callable[[], Shopper]


def test_an_empty_cart_shows_the_way_to_what_is_live(enter: Enter, ada: Shopper) -> None:
    page = enter(shopper=ada)
    page.goto("/cart/")
    expect(page.get_by_text("Your cart is empty.")).to_be_visible()

    page.get_by_role("link", name="See what is live").click()

    expect(page).to_have_url("/sales/")


def test_the_clock_of_a_line_runs_and_hurries_in_its_last_minute(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.clock.install()
    page.goto("/cart/")
    clock = page.locator(".cart-line__clock")
    expect(clock).to_have_text(re.compile(r"^(10:00|09:\d\d)$"))
    stop_clock(page)

    page.clock.fast_forward(1000 * (seconds_shown(clock) - 61))
    expect(clock).to_have_text("01:01")
    expect(page.get_by_text(HURRY)).to_be_hidden()
    page.clock.run_for(1000)

    expect(clock).to_have_text("01:00")
    expect(page.get_by_text(HURRY)).to_be_visible()


def test_a_line_that_has_just_ended_says_so_and_can_be_tried_again_after_the_pause(
    enter: Enter, office: Office, big_sale: StartedSale, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "4", "--hold-seconds", SHORT, "--cooldown-seconds", PAUSE)
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    ada.reserve(sale.item, units=2)
    page.goto("/cart/")
    line = page.locator(f"[data-item='{sale.item}']")
    total = page.locator(".summary__total")
    both = total.inner_text()
    expect(page.locator("[data-cart-badge]")).to_have_text("3")

    expect(line.get_by_text("Time is up: 2 units have gone back to the sale.")).to_be_visible()
    expect(page.get_by_text("A line ran out, and the total has changed.")).to_be_visible()
    expect(total).to_have_text(page.locator(".cart-line__subtotal").nth(1).inner_text())
    expect(page.get_by_role("link", name="Check out")).to_be_visible()
    expect(page.locator("[data-cart-badge]")).to_have_text("1")
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 4
    again = line.get_by_role("button", name="Try again")
    expect(again).to_be_disabled()
    expect(line.get_by_text(re.compile(r"in 00:0\d"))).to_be_visible()
    again.click()

    expect(total).to_have_text(both)
    expect(page.locator("[data-cart-badge]")).to_have_text("3")
    expect(line.locator(".cart-line__clock")).to_be_visible()
    assert ada.stock(sale.slug)["items"][sale.item]["held"] == 2


def test_when_the_last_line_has_ended_nothing_is_to_be_paid(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.clock.install()
    page.goto("/cart/")
    stop_clock(page)
    page.clock.fast_forward(1000 * seconds_shown(page.locator(".cart-line__clock")))

    expect(page.get_by_text("Time is up: 1 unit has gone back to the sale.")).to_be_visible()
    expect(page.locator(".summary__total")).to_have_text("€0.00")
    expect(page.get_by_role("link", name="Check out")).to_be_hidden()
    expect(page.locator("[data-cart-badge]")).to_be_hidden()


def test_the_pause_is_told_where_the_engine_knows_of_another(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    """The page thinks that the line has ended; in truth it was let go elsewhere, just now."""
    sale = office.start_sale("--units", "4", "--cooldown-seconds", "50")
    ada.reserve(sale.item)
    page = enter(shopper=ada)
    page.clock.install()
    page.goto("/cart/")
    stop_clock(page)
    page.clock.fast_forward(1000 * seconds_shown(page.locator(".cart-line__clock")))
    page.clock.fast_forward(60_000)
    ada.submit("/cart/", action=f"/cart/{sale.item}/release/")
    again = page.get_by_role("button", name="Try again")
    again.click()

    expect(
        page.get_by_text("You held this a moment ago. You can reserve it again in")
    ).to_be_visible()
    assert ada.stock(sale.slug)["items"][sale.item]["held"] == 0


def test_units_are_changed_in_place_and_let_go_in_the_cart(
    enter: Enter, office: Office, big_sale: StartedSale, ada: Shopper, new_shopper: NewShopper
) -> None:
    sale = office.start_sale("--units", "8")
    ada.reserve(big_sale.item)
    ada.reserve(sale.item)
    page = enter(shopper=ada)
    page.goto("/cart/")
    page.evaluate("window.isSamePage = true")
    line = page.locator(f"[data-item='{sale.item}']")
    other = amount(page.locator(".cart-line__subtotal").first)
    one = amount(line.locator(".cart-line__subtotal"))
    end = line.locator(".cart-line__clock").get_attribute("datetime")
    update = line.get_by_role("button", name="Update")
    expect(update).to_be_hidden()

    line.get_by_label("Units of").select_option("3")
    update.click()
    expect(line.locator(".cart-line__price")).to_contain_text("3 ×")  # noqa: RUF001
    expect(page.locator("[data-cart-badge]")).to_have_text("4")
    expect(update).to_be_hidden()
    assert amount(line.locator(".cart-line__subtotal")) == 3 * one
    assert amount(page.locator(".summary__total")) == other + 3 * one
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 5

    new_shopper().reserve(sale.item, units=4)
    line.get_by_label("Units of").select_option("5")
    update.click()
    expect(line.get_by_text("Only 1 left. Choose fewer.")).to_be_visible()
    expect(line.get_by_label("Units of")).to_have_value("3")
    expect(line.locator(".cart-line__price")).to_contain_text("3 ×")  # noqa: RUF001
    assert line.locator(".cart-line__clock").get_attribute("datetime") == end
    assert page.evaluate("window.isSamePage") is True

    line.get_by_role("button", name="Let go").click()
    expect(page.get_by_text("Let go. Somebody else can have it now.")).to_be_visible()
    expect(cart_lines(page)).to_have_count(1)
    expect(page.locator("[data-cart-badge]")).to_have_text("1")
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 4


def test_a_line_gets_more_time_once(enter: Enter, big_sale: StartedSale, ada: Shopper) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.goto("/cart/")
    expect(
        page.get_by_text("More time is given once: 12 minutes in all, at the longest.")
    ).to_be_visible()

    page.get_by_role("button", name="More time: 2 minutes").click()

    expect(page.locator(".cart-line__clock")).to_have_text(re.compile(r"^(12:00|11:\d\d)$"))
    expect(page.get_by_role("button", name="More time")).to_have_count(0)


def amount(shown: Locator) -> Decimal:
    """The number in "€1,290.00"."""
    return Decimal(shown.inner_text().removeprefix("€").replace(",", ""))
