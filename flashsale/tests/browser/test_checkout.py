"""The checkout: paid once, or told why not."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, WITHOUT_SCRIPTS
from flashsale.tests.browser.office import Office, StartedSale
from flashsale.tests.browser.steps import expect_order, pay

pytestmark = pytest.mark.browser

# Seconds: the page must be there before they are over, on a busy machine too.
SHORT = "9"


def test_a_declined_card_is_told_and_the_units_stay_held_until_another_pays(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item, units=2)
    page = enter(shopper=ada)
    page.goto("/checkout/")

    pay(page, card="Test card: declines")
    expect(page.get_by_role("alert")).to_contain_text("Your payment was declined.")
    item = ada.stock(sale.slug)["items"][sale.item]
    assert (item["held"], item["sold"]) == (2, 0)
    pay(page)

    expect_order(page)
    item = ada.stock(sale.slug)["items"][sale.item]
    assert (item["available"], item["held"], item["sold"]) == (3, 0, 2)


@pytest.mark.parametrize(
    "device", [pytest.param(DESKTOP, id="scripts"), pytest.param(WITHOUT_SCRIPTS, id="no-scripts")]
)
def test_a_double_click_on_pay_makes_one_order(
    enter: Enter, office: Office, ada: Shopper, device: dict[str, Any]
) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item)
    page = enter(shopper=ada, device=device)
    page.goto("/checkout/")

    page.get_by_role("button", name="Pay").dblclick()

    number = expect_order(page)
    page.goto("/orders/")
    expect(page.locator(".order-list__number")).to_have_count(1)
    expect(page.locator(".order-list__number")).to_contain_text(number)
    assert ada.stock(sale.slug)["items"][sale.item]["sold"] == 1


def test_a_line_that_is_lost_on_the_way_must_be_confirmed_again(
    enter: Enter, office: Office, big_sale: StartedSale, ada: Shopper
) -> None:
    short = office.start_sale("--units", "5", "--hold-seconds", SHORT)
    page = enter(shopper=ada)
    ada.reserve(big_sale.item)
    ada.reserve(short.item)
    page.goto("/checkout/")
    expect(page.locator(".bill__line")).to_have_count(2)

    expect(page.get_by_text("A line ran out. See what is left")).to_be_visible()
    pay(page)
    expect(page.get_by_role("alert")).to_contain_text("Your order changed.")
    expect(page.locator(".bill__line")).to_have_count(1)
    assert ada.stock(short.slug)["items"][short.item]["available"] == 5
    pay(page)

    expect_order(page)
    expect(page.locator(".bill__line")).to_have_count(1)


def test_when_all_is_lost_there_is_nothing_left_to_pay(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "5", "--hold-seconds", SHORT)
    page = enter(shopper=ada)
    ada.reserve(sale.item)
    page.goto("/checkout/")

    expect(page.get_by_role("button", name="Pay")).to_be_hidden()
    page.get_by_role("link", name="See what is left").click()

    expect(page.get_by_role("alert")).to_contain_text("Your cart is empty")


def test_somebody_elses_order_does_not_exist(
    enter: Enter, office: Office, new_shopper: Callable[[], Shopper], ada: Shopper
) -> None:
    sale = office.start_sale("--units", "5")
    other = new_shopper()
    other.reserve(sale.item)
    address = other.check_out().url
    page = enter(shopper=ada)

    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address.")
