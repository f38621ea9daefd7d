"""The count of a sale, in a page that somebody watches and nobody reloads."""

import re
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import reserve_button, units_left
from flashsale.tests.browser.watching import answered_at, note_texts, noted

pytestmark = pytest.mark.browser

COUNT = ".figure--count [data-count=available]"
LIVE = "Counts are live"


def test_another_visitor_sees_the_count_fall_within_half_a_second(
    office: Office, enter: Enter, new_shopper: Callable[[], Shopper]
) -> None:
    """Of five times, the one in the middle counts: a busy machine may be late for one or two."""
    sale = office.start_sale("--units", "20")
    watcher = enter()
    watcher.goto(sale.path)
    expect(watcher.get_by_text(LIVE)).to_be_visible()
    lags = []
    for left in (17, 14, 11, 8, 5):
        note_texts(watcher, COUNT, name="counts")
        reserved_at = _reserve_three(enter(shopper=new_shopper()), sale)
        expect(units_left(watcher)).to_have_text(str(left))
        expect(watcher.locator(".legend [data-count=held]")).to_have_text(str(20 - left))
        ((seen_at, text),) = noted(watcher, "counts")
        assert text == str(left)
        lags.append(seen_at - reserved_at)
    assert median(lags) <= 500, lags


def _reserve_three(buyer: Page, sale: StartedSale) -> float:
    """When the buyer's page had the answer, in milliseconds since 1970."""
    buyer.goto(sale.path)
    buyer.get_by_label("Units of").select_option("3")
    reserve_button(buyer).click()
    expect(buyer.get_by_text("3 held for you")).to_be_visible()
    return answered_at(buyer, "/reserve/")


def test_the_count_comes_back_when_a_hold_runs_out(
    office: Office, enter: Enter, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "1", "--hold-seconds", "9")
    watcher = enter()
    watcher.goto(sale.path)
    expect(watcher.get_by_text(LIVE)).to_be_visible()
    assert ada.reserve(sale.item)[0] == 201
    expect(reserve_button(watcher)).to_be_hidden()
    expect(watcher.get_by_text("1 is held and may come back, the next in 00:0")).to_be_visible()

    expect(units_left(watcher)).to_be_visible()

    expect(units_left(watcher)).to_have_text("1")
    expect(reserve_button(watcher)).to_be_visible()


def test_a_sale_opens_in_the_page_when_its_time_comes(office: Office, enter: Enter) -> None:
    visitor = enter()
    sale = office.start_sale("--units", "12", "--starts-in", "12")
    visitor.goto(sale.path)
    expect(visitor.get_by_text("until it starts")).to_be_visible()
    expect(reserve_button(visitor)).to_be_hidden()
    visitor.get_by_role("button", name="Tell me when it starts").click()

    expect(reserve_button(visitor)).to_be_visible()

    expect(visitor.get_by_text("Live now")).to_be_visible()
    expect(units_left(visitor)).to_have_text("12")
    expect(visitor).to_have_title(re.compile("is live$"))


def test_the_home_page_and_the_list_of_sales_count_too(
    office: Office, enter: Enter, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "30", "--minutes", "20")
    home, listed = enter(), enter()
    home.goto("/")
    listed.goto("/sales/")
    in_list = listed.locator(f'[data-item="{sale.item}"] [data-count=available]')
    in_home = home.locator(f'[data-item="{sale.item}"] [data-count=available]').first
    expect(in_list).to_have_text("30")
    expect(in_home).to_have_text("30")

    assert ada.reserve(sale.item, units=2)[0] == 201

    expect(in_list).to_have_text("28")
    expect(in_home).to_have_text("28")


def test_a_shopper_who_held_already_finds_the_hold_on_the_page(
    enter: Enter, ada: Shopper, big_sale: StartedSale
) -> None:
    ada.reserve(big_sale.item, units=2)
    page = enter(shopper=ada)
    page.goto(big_sale.path)
    expect(page.get_by_text("2 held for you")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the cart")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()
