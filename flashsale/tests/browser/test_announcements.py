"""What a screen reader is told: enough, and not too much."""

import pytest
from playwright.sync_api import expect

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.steps import sale_clock, units_left
from flashsale.tests.browser.watching import note_texts, noted, seconds_shown, stop_clock

pytestmark = pytest.mark.browser

STOCK = '[data-announce="stock"]'
TIME = '[data-announce="time"]'


def test_a_count_that_changes_quickly_is_announced_once_in_ten_seconds(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "20")
    page = enter()
    page.clock.install()
    page.goto(sale.path)
    expect(page.get_by_text("Counts are live")).to_be_visible()
    name = page.locator(f'[data-item="{sale.item}"]').get_attribute("data-name")
    stop_clock(page)
    note_texts(page, STOCK, name="said")

    for units in (1, 2, 3, 4, 5):
        ada.reserve(sale.item, units=units)
        expect(units_left(page)).to_have_text(str(20 - units))
        page.clock.run_for(1_900)

    assert [text for _, text in noted(page, "said")] == [f"{name}: 19 left"]
    page.clock.run_for(600)
    assert [text for _, text in noted(page, "said")][1:] == [f"{name}: 15 left"]


def test_the_end_of_the_sale_is_announced_at_five_minutes_at_one_and_at_its_end(
    enter: Enter, office: Office
) -> None:
    sale = office.start_sale("--units", "20", "--minutes", "60")
    page = enter()
    page.clock.install()
    page.goto(sale.path)
    expect(sale_clock(page)).to_have_attribute("data-ticking", "")
    title = page.get_by_role("heading", level=1).inner_text()
    stop_clock(page)
    note_texts(page, TIME, name="said")

    page.clock.fast_forward(1000 * (seconds_shown(sale_clock(page)) - 310))
    page.clock.run_for(10_000)
    page.clock.fast_forward("03:50")
    page.clock.run_for(10_000)
    page.clock.fast_forward("00:50")
    page.clock.run_for(10_000)

    assert [text for _, text in noted(page, "said")] == [
        f"{title} ends in 5 minutes.",
        f"{title} ends in 1 minute.",
        f"{title} has ended.",
    ]


def test_counts_on_a_page_that_nothing_happens_on_are_not_announced(
    enter: Enter, office: Office
) -> None:
    sale = office.start_sale("--units", "20")
    page = enter()
    page.goto(sale.path)
    expect(page.get_by_text("Counts are live")).to_be_visible()
    expect(page.locator(STOCK)).to_have_attribute("aria-live", "polite")
    expect(page.locator(STOCK)).to_have_text("")
