"""The badge beside "Cart" keeps itself right on whatever page is open."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import reserve_button
from flashsale.tests.browser.watching import stop_clock

pytestmark = pytest.mark.browser

BADGE = "[data-cart-badge]"


def come_back_to(page: Page) -> None:
    """A headless browser's pages have the focus all the time, so it is told."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_the_badge_falls_by_itself_when_a_hold_ends_on_any_page(
    enter: Enter, office: Office, big_sale: StartedSale, ada: Shopper
) -> None:
    sooner = office.start_sale("--units", "5", "--hold-seconds", "300")
    ada.reserve(sooner.item, units=2)
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.clock.install()
    page.goto("/accounts/profile/")
    badge = page.locator(BADGE)
    expect(badge).to_have_text("3")
    stop_clock(page)

    page.clock.fast_forward(300_000)
    expect(badge).to_have_text("1")
    page.clock.fast_forward(300_000)

    expect(badge).to_be_hidden()


def test_a_second_tab_has_it_right_when_it_is_come_back_to(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    page = enter(shopper=ada)
    other = page.context.new_page()
    other.goto("/nothing/there/")
    expect(other.locator(BADGE)).to_be_hidden()

    page.goto(big_sale.path)
    reserve_button(page).click()
    expect(page.locator(BADGE)).to_have_text("1")
    come_back_to(other)
    expect(other.locator(BADGE)).to_have_text("1")

    ada.reserve(big_sale.item, units=3)
    come_back_to(other)
    expect(other.locator(BADGE)).to_have_text("3")
    come_back_to(page)
    expect(page.locator(BADGE)).to_have_text("3")

    ada.submit("/cart/", action=f"/cart/{big_sale.item}/release/")
    come_back_to(other)
    expect(other.locator(BADGE)).to_be_hidden()


def test_a_page_that_broke_finds_it_out_by_itself(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item, units=2)
    page = enter(shopper=ada)

    def break_down(route: Route) -> None:
        page_of_500 = render_to_string("500.html")
        route.fulfill(status=500, content_type="text/html", body=page_of_500)

    page.route("**/sales/", break_down)
    page.goto("/sales/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Something broke on our side.")
    expect(page.locator(BADGE)).to_have_text("2")
