"""The count of a sale, in a page that somebody watches and nobody reloads."""

import pytest
from playwright.sync_api import expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.office import Office, StartedSale
from flashsale.tests.browser.steps import reserve_button, units_left
from flashsale.tests.browser.watching import answered_at, note_texts, noted

pytestmark = pytest.mark.browser

COUNT = ".figure--count [data-count=available]"
LIVE = "Counts are live"


def test_another_visitor_sees_the_count_fall_within_half_a_second(
    office: Office, enter: Enter, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "20")
    watcher, buyer = enter(), enter(shopper=ada)
    for page in (watcher, buyer):
        page.goto(sale.path)
        expect(page.get_by_text(LIVE)).to_be_visible()
    note_texts(watcher, COUNT, name="counts")

    buyer.get_by_label("Units of").select_option("3")
    reserve_button(buyer).click()

    expect(units_left(watcher)).to_have_text("17")
    expect(buyer.get_by_text("3 held for you")).to_be_visible()
    ((seen_at, text),) = noted(watcher, "counts")
    assert text == "17"
    assert seen_at - answered_at(buyer, "/reserve/") <= 500
    expect(watcher.locator(".legend [data-count=held]")).to_have_text("3")


def test_the_count_comes_back_when_a_hold_runs_out(
    office: Office, enter: Enter, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "1", "--hold-seconds", "3")
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
    sale = office.start_sale("--units", "12", "--starts-in", "6")
    visitor = enter()
    visitor.goto(sale.path)
    expect(visitor.get_by_text("until it starts")).to_be_visible()
    expect(reserve_button(visitor)).to_be_hidden()
    visitor.get_by_role("button", name="Tell me when it starts").click()

    expect(reserve_button(visitor)).to_be_visible()

    expect(visitor.get_by_text("Live now")).to_be_visible()
    expect(units_left(visitor)).to_have_text("12")
    assert visitor.title().endswith("is live")


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
