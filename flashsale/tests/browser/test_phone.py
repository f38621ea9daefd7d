"""A phone, 360 pixels wide: the button in reach. What holds on every page is in test_every_page."""

import pytest
from playwright.sync_api import Locator, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import PHONE
from flashsale.tests.browser.steps import reserve_button
from flashsale.tests.browser.tour import Tour

pytestmark = pytest.mark.browser

HEIGHT = PHONE["viewport"]["height"]


@pytest.mark.parametrize("address", ["home", "sale, signed out", "product in a sale"])
def test_the_reserve_button_is_within_the_thumbs_reach(
    enter: Enter, office: Office, tour: Tour, address: str
) -> None:
    office.start_sale("--minutes", "10")  # the home page opens with what ends first
    page = enter(device=PHONE)
    page.goto(tour.paths[address])
    button = reserve_button(page).first
    for scrolled in (0, 150, 300):
        page.evaluate("top => scrollTo(0, top)", scrolled)
        expect(button).to_be_in_viewport(ratio=1)
        assert _top(button) >= HEIGHT * 0.6


def test_what_was_reserved_and_the_way_to_the_cart_are_within_reach_too(
    enter: Enter, tour: Tour
) -> None:
    page = enter(device=PHONE, shopper=tour.shopper)
    page.goto(tour.paths["sale, held"])
    link = page.get_by_role("link", name="Go to the cart")
    expect(link).to_be_in_viewport(ratio=1)
    assert _top(link) >= HEIGHT * 0.6


def test_the_count_beside_the_button_is_live_even_while_the_rest_is_far_below(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "16")
    page = enter(device=PHONE)
    page.goto(sale.product_path)
    count = page.locator(f"#reserve-{sale.item} [data-count=available]")
    expect(count).to_have_text("16")
    expect(count).to_be_in_viewport()

    ada.reserve(sale.item, units=2)

    expect(count).to_have_text("14")


def test_nothing_lies_over_the_button_when_it_is_tapped(
    enter: Enter, big_sale: StartedSale
) -> None:
    page = enter(device=PHONE)
    page.goto(big_sale.path)
    reserve_button(page).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _top(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]
