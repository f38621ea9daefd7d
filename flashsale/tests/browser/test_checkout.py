"""The checkout: paid once, or told why not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, WITHOUT_SCRIPTS
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


def fill_in_address(page: Page) -> None:
    """All that a parcel to Germany needs."""
    page.get_by_label("Parcel").check()
    page.get_by_label("Street and number").fill("1 Mill Lane")
    page.get_by_label("Postcode").fill("10115")
    page.get_by_label("Town").fill("Berlin")
    page.get_by_label("Country").select_option(label="Germany")


def expect_address(page: Page) -> None:
    expect(page.get_by_label("Parcel")).to_be_checked()
    for label, value in (
        ("Street and number", "1 Mill Lane"),
        ("Town", "Berlin"),
        ("Country", "DE"),
    ):
        expect(page.get_by_label(label)).to_have_value(value)


def test_what_was_typed_survives_a_reload_and_an_ended_line(
    enter: Enter, office: Office, big_sale: StartedSale, ada: Shopper
) -> None:
    short = office.start_sale("--units", "5", "--hold-seconds", SHORT)
    page = enter(shopper=ada)
    ada.reserve(big_sale.item)
    ada.reserve(short.item)
    page.goto("/checkout/")
    fill_in_address(page)
    page.get_by_label("Discount code").fill("NOPE")

    page.reload()
    expect_address(page)
    page.get_by_role("link", name="See what is left").click()
    expect(page.locator(".bill__line")).to_have_count(1)
    expect_address(page)
    expect(page.get_by_label("Discount code")).to_have_value("NOPE")
    expect(page.get_by_text("We don't know this code.")).to_be_visible()
    pay(page)

    expect_order(page)
    expect(page.get_by_text("10115 Berlin")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_the_sum_follows_the_delivery_that_is_chosen(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    page.goto("/checkout/")
    expect(page.get_by_label("Street and number")).to_be_hidden()

    fill_in_address(page)

    expect(page.locator(".sums")).to_contain_text("Parcel €4.90")
    expect(page.get_by_role("button", name="Update the prices")).to_be_hidden()
    total = page.locator(".summary__total").inner_text()
    expect(page.get_by_role("button", name="Pay")).to_have_text(f"Pay {total}")
    pay(page)
    expect_order(page)
    expect(page.locator(".summary__total")).to_have_text(total)


def test_without_scripts_the_prices_of_a_country_are_shown_after_update(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada, device=WITHOUT_SCRIPTS)
    page.goto("/checkout/")
    fill_in_address(page)

    page.get_by_role("button", name="Update the prices").click()

    expect(page.locator(".sums")).to_contain_text("Parcel €4.90")
    expect_address(page)
    pay(page)
    expect_order(page)


def test_an_invoice_is_printed_without_what_is_around_it(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    ada.reserve(big_sale.item)
    order = ada.check_out()
    page = enter(shopper=ada)
    page.goto(urlsplit(order.url).path)
    page.get_by_role("link", name="Invoice").click()
    expect(page.get_by_role("banner")).to_be_visible()

    page.emulate_media(media="print")

    for around in (page.get_by_role("banner"), page.get_by_role("contentinfo")):
        expect(around).to_be_hidden()
    expect(page.get_by_role("heading", name="Invoice")).to_be_visible()
    expect(page.locator(".summary__total")).to_be_visible()


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
