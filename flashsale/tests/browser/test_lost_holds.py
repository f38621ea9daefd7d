"""Redis lost everything, and the stock was rebuilt: open pages say so, and are right again.

In a shop of their own, since everybody who holds something there loses it.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from flashsale.testing.office import Office, StartedSale, open_office
from flashsale.testing.shop import Shop, running_shop
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import open_page
from flashsale.tests.browser.devices import DESKTOP
from flashsale.tests.browser.steps import cart_lines, reserve_button, units_left
from flashsale.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

LOST = "We lost your hold, sorry: try again."
LIVE = "Counts are live"
NOT_LIVE = re.compile("not live right now", re.IGNORECASE)
HELD = "1 held for you"
LOSE = """
from flashsale.redis_clients import stock_client
print(stock_client().{verb})
"""


@pytest.fixture(scope="module")
def frail_shop(chromium: str) -> Iterator[Shop]:
    with running_shop() as running:
        yield running


@pytest.fixture(scope="module")
def staff(frail_shop: Shop) -> Iterator[Office]:
    with open_office(frail_shop) as opened:
        yield opened


@pytest.fixture
def sale(staff: Office) -> StartedSale:
    return staff.start_sale("--units", "11")


@pytest.fixture
def watch(browser: Browser, frail_shop: Shop) -> Iterator[Watch]:
    """An empty page of somebody who is signed in; in the end it may have had no fault."""
    shopper = Shopper(frail_shop.url)
    shopper.register("Ada Lovelace", f"ada.{uuid4().hex[:10]}@example.com")
    opened = open_page(browser, frail_shop, shopper, DESKTOP)
    yield opened
    opened.page.context.close()
    assert opened.faults == []


def lose_everything(staff: Office) -> None:
    staff.manage("shell", "--no-imports", "-c", LOSE.format(verb="flushall()"))


def lose_count(staff: Office, sale: StartedSale) -> None:
    """The pool is missing; its holds are still there."""
    staff.manage(
        "shell", "--no-imports", "-c", LOSE.format(verb=f"delete('stock:{{{sale.item}}}')")
    )


def hold_one(page: Page, sale: StartedSale) -> None:
    page.goto(sale.path)
    expect(page.get_by_text(LIVE)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text(HELD)).to_be_visible()
    expect(units_left(page)).to_have_text("10")
    page.evaluate("window.isSamePage = true")


def expect_same_page(page: Page) -> None:
    assert page.evaluate("window.isSamePage") is True


def test_the_open_page_says_that_the_hold_was_lost_and_pressing_again_holds(
    watch: Watch, staff: Office, sale: StartedSale
) -> None:
    page = watch.page
    hold_one(page, sale)
    badge = page.locator("[data-cart-badge]")
    expect(badge).to_have_text("1")

    lose_everything(staff)
    expect(page.get_by_text(NOT_LIVE)).to_be_visible()
    expect(page.get_by_text(HELD)).to_be_visible()
    staff.manage("rebuild_stock")

    expect(page.get_by_role("status").filter(has_text=LOST)).to_be_visible()
    expect(units_left(page)).to_have_text("11")
    expect(badge).to_be_hidden()
    expect_same_page(page)
    page.goto("/cart/")
    expect(page.get_by_role("alert")).to_contain_text(LOST)
    page.goto(sale.path)
    expect(page.get_by_text(LOST)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text(HELD)).to_be_visible()
    page.goto("/cart/")
    expect(cart_lines(page)).to_have_count(1)
    expect(page.get_by_text(LOST)).to_have_count(0)


def test_a_hold_that_came_back_stays_on_the_pages(
    watch: Watch, staff: Office, sale: StartedSale
) -> None:
    page, late = watch.page, watch.page.context.new_page()
    hold_one(page, sale)
    lose_count(staff, sale)
    expect(page.get_by_text(NOT_LIVE)).to_be_visible()
    late.goto(sale.path)
    expect(late.get_by_text("The count is being restored")).to_be_visible()
    expect(late.get_by_text(HELD)).to_be_hidden()

    with page.expect_response(lambda answer: answer.url.endswith(sale.path)):
        staff.manage("rebuild_stock")

    expect(late.get_by_text(HELD)).to_be_visible()
    expect(page.get_by_text(HELD)).to_be_visible()
    expect(units_left(page)).to_have_text("10")
    expect(page.get_by_text(LOST)).to_have_count(0)
    expect_same_page(page)


def test_a_page_that_was_offline_meanwhile_does_not_call_lost_what_was_let_go_in_another_tab(
    watch: Watch, staff: Office, sale: StartedSale
) -> None:
    page, other = watch.page, watch.page.context.new_page()
    hold_one(page, sale)
    other.goto("/cart/")
    other.get_by_role("button", name="Let go").click()
    expect(other.get_by_text("Let go. Somebody else can have it now.")).to_be_visible()

    page.context.set_offline(True)
    expect(page.get_by_text(NOT_LIVE)).to_be_visible()
    lose_everything(staff)
    staff.manage("rebuild_stock")
    page.context.set_offline(False)

    expect(page.get_by_text("This is not held for you any more.")).to_be_visible()
    expect(units_left(page)).to_have_text("11")
    expect(reserve_button(page)).to_be_visible()
    expect(page.get_by_text(LOST)).to_have_count(0)


def test_who_presses_while_the_count_is_gone_need_not_press_again(
    watch: Watch, staff: Office, sale: StartedSale
) -> None:
    page = watch.page
    page.goto(sale.path)
    expect(page.get_by_text(LIVE)).to_be_visible()
    lose_everything(staff)

    reserve_button(page).click()
    expect(page.get_by_text("we try again for you.")).to_be_visible()
    staff.manage("rebuild_stock")

    expect(page.get_by_text(HELD)).to_be_visible()
    expect(units_left(page)).to_have_text("10")
