"""The 3-D step: to the bank and back, as often as one likes, and it is one order."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.axe import expect_nothing_found
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, PHONE, PHONE_WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import expect_order, pay

pytestmark = pytest.mark.browser

THREE_D = "Test card: asks you at the bank (3-D)"


def expect_bank(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you who is paying?")


def answer(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    "device",
    [
        pytest.param(DESKTOP, id="desktop"),
        pytest.param(PHONE, id="phone"),
        pytest.param(PHONE_WITHOUT_SCRIPTS, id="no-scripts"),
    ],
)
def test_back_button_and_reload_on_the_way_to_the_bank_give_one_order(
    enter: Enter, office: Office, ada: Shopper, device: dict[str, Any]
) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item, units=2)
    page = enter(shopper=ada, device=device)
    page.goto("/checkout/")
    pay(page, card=THREE_D)
    expect_bank(page)
    bank = page.url

    page.reload()
    expect_bank(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your bank hasn")
    page.reload()
    page.get_by_role("link", name="Go to your bank").click()
    expect(page).to_have_url(bank)
    answer(page, "Approve")

    number = expect_order(page)
    page.go_back()
    expect_order(page)
    page.reload()
    page.goto(bank)
    assert expect_order(page) == number
    page.goto("/orders/")
    expect(page.locator(".order-list__number")).to_have_count(1)
    item = ada.stock(sale.slug)["items"][sale.item]
    assert (item["available"], item["held"], item["sold"]) == (3, 0, 2)


def test_declined_at_the_bank_the_units_are_held_and_another_card_pays(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item)
    page = enter(shopper=ada)
    page.goto("/checkout/")
    pay(page, card=THREE_D)
    answer(page, "Decline")

    expect(page.get_by_role("alert")).to_contain_text("Your payment was declined.")
    pay(page)
    expect_order(page)


def test_a_payment_that_waits_can_be_stopped(enter: Enter, office: Office, ada: Shopper) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item)
    page = enter(shopper=ada)
    page.goto("/checkout/")
    pay(page, card=THREE_D)
    expect_bank(page)

    page.goto("/checkout/")
    page.get_by_text("Pay in another way").click()
    answer(page, "Stop this payment")

    expect(page).to_have_url("/checkout/")
    expect(page.get_by_role("alert")).to_contain_text("You stopped the payment.")
    pay(page)
    expect_order(page)


@pytest.mark.parametrize(
    "device", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")]
)
def test_the_banks_page_and_the_page_that_waits_fit_and_axe_finds_nothing(
    enter: Enter, office: Office, ada: Shopper, device: dict[str, Any]
) -> None:
    sale = office.start_sale("--units", "5")
    ada.reserve(sale.item)
    page = enter(shopper=ada, device=device)
    page.goto("/checkout/")
    pay(page, card=THREE_D)
    for address in (page.url, "/checkout/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect_nothing_found(page)
