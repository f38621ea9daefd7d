"""Two shoppers, two tabs each, and the last three units of a sale."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import cart_lines, expect_order, reserve_button, units_left

pytestmark = pytest.mark.browser

BADGE = "[data-cart-badge]"
LIVE = "Counts are live"
DUPLICATE = """
fields => Object.entries(fields).forEach(([name, value]) => {
  document.querySelector(`[name=${name}]`).value = value;
})
"""
PRESS_SOON = "() => { setTimeout(() => document.querySelector('[data-checkout]').click(), 300); }"
ORDERS_AND_CHARGES = """
from orders.models import Order, TestCharge
orders = [str(pk) for pk in Order.objects.filter(lines__item="{item}").values_list("pk", flat=True)]
charges = TestCharge.objects.filter(key__in=orders)
print(len(orders), *charges.values_list("status", flat=True))
"""


def test_two_shoppers_with_two_tabs_each_compete_for_the_last_units(
    enter: Enter, office: Office, new_shopper: Callable[[], Shopper]
) -> None:
    sale = office.start_sale("--units", "3", "--limit", "3", "--cooldown-seconds", "60")
    hers, her_other = two_tabs(enter, new_shopper())
    his, his_other = two_tabs(enter, new_shopper())
    tabs = (hers, her_other, his, his_other)
    for tab in tabs:
        tab.goto(sale.path)
        expect(tab.get_by_text(LIVE)).to_be_visible()
        expect(units_left(tab)).to_have_text("3")

    hers.get_by_label("Units of").select_option("2")
    reserve_button(hers).click()
    expect(hers.get_by_text("2 held for you")).to_be_visible()
    for tab in (her_other, his, his_other):
        expect(units_left(tab)).to_have_text("1")
    reserve_button(his).click()
    expect(his.get_by_text("1 held for you")).to_be_visible()
    for tab in tabs:
        expect(tab.get_by_text("3 are held and may come back")).to_be_visible()
    come_back_to(her_other)
    come_back_to(his_other)
    assert [tab.locator(BADGE).inner_text() for tab in tabs] == ["2", "2", "1", "1"]

    # What she lets go in one tab, he gets in another, though he holds one already.
    her_other.goto("/cart/")
    her_other.get_by_role("button", name="Let go").click()
    expect(cart_lines(her_other)).to_have_count(0)
    come_back_to(hers)
    expect(hers.locator(BADGE)).to_be_hidden()
    expect(units_left(his)).to_have_text("2")
    his_other.goto("/cart/")
    his_other.get_by_label("Units of").select_option("3")
    his_other.get_by_role("button", name="Update").click()
    expect(his_other.locator(BADGE)).to_have_text("3")
    come_back_to(his)
    expect(his.locator(BADGE)).to_have_text("3")
    hers.reload()
    expect(hers.get_by_text("3 are held and may come back")).to_be_visible()
    expect(reserve_button(hers)).to_be_hidden()

    # The same checkout in both of his tabs, sent by both in the same moment.
    number = pay_in_both(his, his_other)
    told = office.manage("shell", "--no-imports", "-c", ORDERS_AND_CHARGES.format(item=sale.item))
    assert told.split() == ["1", "captured"]
    his.goto("/orders/")
    expect(his.locator(".order-list__number")).to_have_count(1)
    expect(his.locator(".order-list__number")).to_contain_text(number)

    # All four pages agree in the end.
    expect_sold_out(hers)
    for tab in tabs:
        tab.goto(sale.path)
        expect_sold_out(tab)
        expect(tab.locator(BADGE)).to_be_hidden()
        assert counts_in(tab) == {"available": "0", "held": "0", "sold": "3"}


def two_tabs(enter: Enter, shopper: Shopper) -> tuple[Page, Page]:
    first = enter(shopper=shopper)
    return first, first.context.new_page()


def come_back_to(page: Page) -> None:
    """A headless browser's pages have the focus all the time, so it is told."""
    with page.expect_response("**/cart/holds.json"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")


def pay_in_both(first: Page, second: Page) -> str:
    """A duplicated tab sends the same checkout; both lead to the same order."""
    for tab in (first, second):
        tab.goto("/checkout/")
    names = ("token", "seen")
    fields = {name: first.locator(f"[name={name}]").input_value() for name in names}
    second.evaluate(DUPLICATE, fields)
    for tab in (first, second):
        tab.evaluate(PRESS_SOON)
    number = expect_order(first)
    assert expect_order(second) == number
    return number


def expect_sold_out(page: Page) -> None:
    expect(page.locator(".figure__number--word").filter(has_text="Sold out")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()


def counts_in(page: Page) -> dict[str, str]:
    """The counts of the sale's item, as the page shows them."""
    names = ("available", "held", "sold")
    return {name: page.locator(f"[data-count={name}]").first.inner_text() for name in names}
