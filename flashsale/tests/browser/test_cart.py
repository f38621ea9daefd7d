"""The cart: each line with its own clock, and what happens when it runs out."""

import re

import pytest
from playwright.sync_api import expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.office import Office, StartedSale
from flashsale.tests.browser.steps import cart_lines
from flashsale.tests.browser.watching import seconds_shown, stop_clock

pytestmark = pytest.mark.browser

HURRY = "Less than a minute"
# Seconds: the page must be there before they are over, on a busy machine too.
SHORT = "9"


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


def test_a_line_that_has_just_ended_says_so_and_can_be_tried_again(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "4", "--hold-seconds", SHORT)
    page = enter(shopper=ada)
    ada.reserve(sale.item, units=2)
    page.goto("/cart/")
    expect(page.locator("[data-cart-badge]")).to_have_text("2")

    expect(page.get_by_text("Time is up: 2 units have gone back to the sale.")).to_be_visible()
    expect(page.get_by_text("A line ran out, and the total has changed.")).to_be_visible()
    expect(page.get_by_role("link", name="Check out")).to_be_hidden()
    expect(page.locator("[data-cart-badge]")).to_be_hidden()
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 4
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Check out")).to_be_visible()
    expect(page.locator(".cart-line__price")).to_contain_text("2 ×")  # noqa: RUF001
    assert ada.stock(sale.slug)["items"][sale.item]["held"] == 2


def test_units_are_changed_and_let_go_in_the_cart(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "10")
    ada.reserve(sale.item)
    page = enter(shopper=ada)
    page.goto("/cart/")
    update = page.get_by_role("button", name="Update")
    expect(update).to_be_hidden()

    page.get_by_label("Units of").select_option("3")
    update.click()
    expect(page.locator(".cart-line__price")).to_contain_text("3 ×")  # noqa: RUF001
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 7
    page.get_by_role("button", name="Let go").click()

    expect(page.get_by_text("Let go. Somebody else can have it now.")).to_be_visible()
    expect(cart_lines(page)).to_have_count(0)
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 10


def test_a_line_gets_more_time_once(enter: Enter, big_sale: StartedSale, ada: Shopper) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.goto("/cart/")

    page.get_by_role("button", name="More time").click()

    expect(page.locator(".cart-line__clock")).to_have_text(re.compile(r"^(12:00|11:\d\d)$"))
    expect(page.get_by_role("button", name="More time")).to_have_count(0)
