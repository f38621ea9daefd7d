"""Signed out, the button leads to the login, and from there back to the same button."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from flashsale.testing.office import StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import register, reserve_button, sign_in

pytestmark = pytest.mark.browser

DEVICES = [pytest.param(DESKTOP, id="scripts"), pytest.param(WITHOUT_SCRIPTS, id="no-scripts")]


@pytest.mark.parametrize("device", DEVICES)
def test_from_the_sale_a_shopper_signs_in_and_is_back_at_the_button(
    enter: Enter, big_sale: StartedSale, device: dict[str, Any], demo_shopper: tuple[str, str]
) -> None:
    email, password = demo_shopper
    page = enter(device=device)
    page.goto(big_sale.path)
    reserve_button(page).click()
    expect(page.get_by_text("You come straight back to where you were.")).to_be_visible()

    sign_in(page, email=email, password=password)

    expect(page).to_have_url(f"{big_sale.path}#reserve-{big_sale.item}")
    expect(reserve_button(page)).to_be_in_viewport()
    if device is DESKTOP:
        expect(reserve_button(page)).to_be_focused()


@pytest.mark.parametrize("device", DEVICES)
def test_from_the_product_a_new_shopper_registers_and_is_back_at_the_button(
    enter: Enter, big_sale: StartedSale, device: dict[str, Any]
) -> None:
    page = enter(device=device)
    page.goto(big_sale.product_path)
    button = reserve_button(page, item=big_sale.item)
    button.click()
    page.get_by_role("main").get_by_role("link", name="Register").click()
    register(page, name="Grace Hopper", email=f"grace.{uuid4().hex[:10]}@example.com")

    expect(page).to_have_url(f"{big_sale.product_path}#reserve-{big_sale.item}")
    expect(button).to_be_in_viewport()


def test_a_wrong_password_is_told_and_the_way_back_is_kept(
    enter: Enter, big_sale: StartedSale, demo_shopper: tuple[str, str]
) -> None:
    email, password = demo_shopper
    page = enter()
    page.goto(big_sale.path)
    reserve_button(page).click()
    sign_in(page, email=email, password="not this one")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")

    sign_in(page, email=email, password=password)

    expect(page).to_have_url(f"{big_sale.path}#reserve-{big_sale.item}")


def test_a_page_from_before_signing_out_elsewhere_leads_to_the_login_too(
    enter: Enter, big_sale: StartedSale, ada: Shopper
) -> None:
    page = enter(shopper=ada)
    page.goto(big_sale.path)
    ada.submit("/", action="/accounts/logout/")

    reserve_button(page).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_signing_out_ends_in_the_shop_and_the_cart_asks_for_a_login(
    enter: Enter, ada: Shopper
) -> None:
    page = enter(shopper=ada)
    page.goto("/orders/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("contentinfo").get_by_role("link", name="Register")).to_be_visible()

    page.get_by_role("link", name="Cart").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
