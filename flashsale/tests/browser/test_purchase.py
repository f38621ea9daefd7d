"""The whole way: register, see a live sale, reserve, pay, see the order, cancel it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, PHONE, WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import (
    expect_order,
    pay,
    register,
    reserve_button,
    units_left,
)

pytestmark = pytest.mark.browser


def _reserve_in_the_page(page: Page) -> None:
    """With scripts: the page stays, says what is held, and shows the way on."""
    reserve_button(page).click()
    expect(page.get_by_text("2 held for you")).to_be_visible()
    expect(page.locator("[data-cart-badge]")).to_have_text("2")
    go_on = page.get_by_role("link", name="Go to the cart")
    expect(go_on).to_be_focused()
    go_on.click()


def _reserve_by_the_form(page: Page) -> None:
    """Without scripts: the form leads to the cart."""
    reserve_button(page).click()


@pytest.mark.parametrize(
    ("device", "reserve"),
    [
        pytest.param(DESKTOP, _reserve_in_the_page, id="desktop"),
        pytest.param(PHONE, _reserve_in_the_page, id="phone"),
        pytest.param(WITHOUT_SCRIPTS, _reserve_by_the_form, id="no-scripts"),
    ],
)
def test_a_shopper_registers_reserves_pays_sees_the_order_and_cancels_it(
    enter: Enter, office: Office, device: dict[str, Any], reserve: Callable[[Page], None]
) -> None:
    sale = office.start_sale("--units", "7")
    page = enter(device=device)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Register").click()
    register(page, name="Grace Hopper", email=f"grace.{uuid4().hex[:10]}@example.com")
    expect(page).to_have_url("/")
    expect(page.get_by_role("navigation", name="You").get_by_role("link").first).to_have_text(
        "Grace"
    )

    page.goto(sale.path)
    expect(units_left(page)).to_have_text("7")
    page.get_by_label("Units of").select_option("2")
    reserve(page)

    expect(page).to_have_url("/cart/")
    product = page.locator(".cart-line__name").inner_text()
    total = page.locator(".summary__total").inner_text()
    page.get_by_role("link", name="Check out").click()
    expect(page.locator(".bill")).to_contain_text(f"2 × {product}")  # noqa: RUF001
    expect(page.locator(".summary__total")).to_have_text(total)
    pay(page)

    number = expect_order(page)
    expect(page.locator(".place")).to_contain_text("You were 1st of 7")
    expect(page.locator(".bill")).to_contain_text(product)
    page.get_by_role("main").get_by_role("link", name="Your orders").click()
    row = page.get_by_role("listitem").filter(has_text=number)
    expect(row).to_contain_text("Placed")
    expect(row).to_contain_text(total)

    row.get_by_role("link").click()
    cancel = page.get_by_role("button", name="Yes, cancel the order")
    expect(cancel).to_be_hidden()
    page.get_by_text("Cancel this order").click()
    cancel.click()

    expect(page.get_by_text("Your order is cancelled")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("This order is cancelled.")
    expect(page.locator(".place")).to_have_count(0)
    page.goto(sale.path)
    expect(units_left(page)).to_have_text("7")


def test_without_scripts_the_page_shows_the_count_as_of_its_load(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "9", "--minutes", "45")
    page = enter(device=WITHOUT_SCRIPTS)
    page.goto(sale.path)
    assert ada.reserve(sale.item, units=4)[0] == 201

    expect(units_left(page)).to_have_text("9")
    expect(page.locator(".as-of")).to_contain_text("Count as of")
    expect(page.locator(".as-of")).to_contain_text("UTC")
    expect(page.locator(".figure--live time").first).to_contain_text("minutes")
    page.reload()

    expect(units_left(page)).to_have_text("5")
    expect(page.locator(".legend [data-count=held]")).to_have_text("4")


def test_the_next_buyer_has_the_next_place_on_the_leaderboard(
    enter: Enter, office: Office, new_shopper: Callable[[], Shopper]
) -> None:
    sale = office.start_sale("--units", "6")
    for _ in range(2):
        shopper = new_shopper()
        shopper.reserve(sale.item)
        shopper.check_out()
    page = enter()

    page.goto(sale.path)
    page.get_by_role("link", name="Who bought first").click()

    rows = page.get_by_role("row")
    expect(rows).to_have_count(3)
    buyers = [row.split()[:4] for row in rows.all_inner_texts()[1:]]
    assert buyers == [["1", "Ada", "L.", "1"], ["2", "Ada", "L.", "1"]]
