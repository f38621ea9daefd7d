"""The connection is lost, or Redis is away: pages say so, and go on by themselves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shop import Shop
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import cart_lines, reserve_button, units_left

pytestmark = pytest.mark.browser

LIVE = "Counts are live"
NOT_LIVE = re.compile("not live right now", re.IGNORECASE)
STOCK_AWAY = "We can't reach the stock right now."
AWAY = "Stock and carts can’t be shown right now."  # noqa: RUF001 - as the page writes it


def _mark(page: Page) -> None:
    """A reload would take the mark away."""
    page.evaluate("window.isSamePage = true")


def _expect_same_page(page: Page) -> None:
    assert page.evaluate("window.isSamePage") is True


@pytest.fixture
def valkey_away(shop: Shop) -> Iterator[Shop]:
    """A shop whose Valkey the test may stop; it runs again afterwards."""
    yield shop
    if "Valkey" not in shop.children.running:
        shop.start_valkey()
    shop.wait_until_ready()


def test_a_visitor_who_is_offline_is_told_and_the_page_goes_on_by_itself(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "11")
    page = enter(shopper=ada)
    page.goto(sale.path)
    expect(page.get_by_text(LIVE)).to_be_visible()
    _mark(page)

    page.context.set_offline(True)
    expect(page.get_by_text(NOT_LIVE)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text("The connection was lost. Press again")).to_be_visible()
    assert ada.stock(sale.slug)["items"][sale.item]["held"] == 0
    page.context.set_offline(False)

    expect(page.get_by_text(LIVE)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text("1 held for you")).to_be_visible()
    _expect_same_page(page)


def test_a_page_whose_socket_went_dumb_in_its_sleep_asks_until_it_is_told(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "11")
    page = enter()
    page.route_web_socket("**/ws/**", lambda socket: socket.on_message(lambda _: None))
    page.goto(sale.path)
    expect(units_left(page)).to_have_text("11")
    ada.reserve(sale.item, units=3)
    page.route("**/stock.json", lambda route: route.abort(), times=1)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(units_left(page)).to_have_text("8")


def test_a_lost_answer_is_told_and_pressing_again_holds_no_second_unit(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "11")
    page = enter(shopper=ada)
    page.goto(sale.path)
    page.route("**/reserve/", lambda route: (route.fetch(), route.abort()))
    reserve_button(page).click()
    expect(page.get_by_text("The connection was lost. Press again")).to_be_visible()
    page.unroute("**/reserve/")

    reserve_button(page).click()

    expect(page.get_by_text("1 held for you")).to_be_visible()
    assert ada.stock(sale.slug)["items"][sale.item]["held"] == 1


def test_while_redis_is_away_the_open_page_says_so_and_then_goes_on_by_itself(
    enter: Enter, office: Office, ada: Shopper, valkey_away: Shop
) -> None:
    sale = office.start_sale("--units", "11")
    page = enter(shopper=ada)
    page.goto(sale.path)
    expect(page.get_by_text(LIVE)).to_be_visible()
    _mark(page)

    valkey_away.stop("Valkey")
    expect(page.get_by_text(NOT_LIVE)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text("the stock right now. Please try again")).to_be_visible()
    valkey_away.start_valkey()

    expect(page.get_by_text(LIVE)).to_be_visible()
    expect(units_left(page)).to_have_text("11")
    reserve_button(page).click()
    expect(page.get_by_text("1 held for you")).to_be_visible()
    expect(units_left(page)).to_have_text("10")
    _expect_same_page(page)


def test_while_redis_is_away_pages_come_with_a_notice_and_shoppers_stay_signed_in(
    enter: Enter, big_sale: StartedSale, ada: Shopper, valkey_away: Shop
) -> None:
    ada.reserve(big_sale.item)
    page = enter(shopper=ada)
    valkey_away.stop("Valkey")

    for path in ("/", "/sales/", big_sale.path, big_sale.product_path, "/cart/", "/orders/"):
        answer = page.goto(path)
        assert answer is not None
        assert (path, answer.status) == (path, 200)
        expect(page.get_by_text(AWAY)).to_be_visible()
        expect(page.get_by_role("navigation", name="You").get_by_role("link").first).to_have_text(
            "Ada"
        )
    page.goto(big_sale.path)
    expect(page.get_by_text("Reserving is back as soon as the stock can be read.")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()

    valkey_away.start_valkey()
    valkey_away.wait_until_ready()
    page.goto("/cart/")

    expect(page.get_by_text(AWAY)).to_have_count(0)
    expect(cart_lines(page)).to_have_count(1)


def test_a_page_that_came_while_redis_was_away_becomes_live_by_itself(
    enter: Enter, office: Office, valkey_away: Shop
) -> None:
    sale = office.start_sale("--units", "11")
    page = enter()
    valkey_away.stop("Valkey")
    page.goto(sale.path)
    expect(page.get_by_text("Reserving is back as soon as the stock can be read.")).to_be_visible()
    _mark(page)

    valkey_away.start_valkey()

    expect(reserve_button(page)).to_be_visible()
    expect(units_left(page)).to_have_text("11")
    _expect_same_page(page)


def test_without_scripts_a_press_while_redis_is_away_is_told_in_words(
    enter: Enter, big_sale: StartedSale, ada: Shopper, valkey_away: Shop
) -> None:
    page = enter(device=WITHOUT_SCRIPTS, shopper=ada)
    page.goto(big_sale.path)
    valkey_away.stop("Valkey")

    reserve_button(page).click()

    expect(page.get_by_role("alert")).to_contain_text("the stock right now. Please try again")
