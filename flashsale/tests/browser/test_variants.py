"""A product in sizes: each has its own count, its own button, and its own place on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import PHONE, PHONE_WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import reserve_button

pytestmark = pytest.mark.browser

COUNT = "[data-count=available]"


@pytest.fixture(scope="module")
def sizes(office: Office) -> dict[str, StartedSale]:
    """A sale of ten pairs of each size."""
    return office.start_sale_in_variants("--product", "belfry-high", "--units", "10")


def row(page: Page, size: StartedSale) -> Locator:
    return page.locator(f"#item-{size.item}")


@pytest.mark.parametrize("page_of", ["sale", "product"])
def test_who_reserves_one_size_leaves_the_others_as_they_are(
    enter: Enter, ada: Shopper, sizes: dict[str, StartedSale], page_of: str
) -> None:
    wanted, other = sizes["41"], sizes["44"]
    path = wanted.path if page_of == "sale" else wanted.product_path
    page, watcher = enter(shopper=ada), enter()
    for visitor in (page, watcher):
        visitor.goto(path)
        row(visitor, wanted).scroll_into_view_if_needed()
    expect(watcher.get_by_text("Counts are live").first).to_be_visible()
    free, left = (int(row(watcher, size).locator(COUNT).inner_text()) for size in (wanted, other))

    row(page, wanted).get_by_label("Units of Belfry High, 41").select_option("2")
    row(page, wanted).get_by_role("button", name="Reserve Belfry High, 41").click()

    expect(row(page, wanted).get_by_text("2 held for you")).to_be_visible()
    expect(row(page, other).get_by_role("button", name="Reserve Belfry High, 44")).to_be_visible()
    for visitor in (page, watcher):
        expect(row(visitor, wanted).locator(COUNT)).to_have_text(str(free - 2))
        expect(row(visitor, other).locator(COUNT)).to_have_text(str(left))


def test_on_a_phone_the_way_to_the_sizes_is_in_reach_and_each_has_its_button_in_its_row(
    enter: Enter, sizes: dict[str, StartedSale]
) -> None:
    page = enter(device=PHONE)
    page.goto(sizes["40"].path)
    choose = page.get_by_role("link", name=re.compile("^Choose yours"))
    expect(choose).to_be_in_viewport(ratio=1)
    choose.click()
    for size in (sizes["40"], sizes["42"]):
        button = reserve_button(page, item=size.item)
        expect(button).to_be_in_viewport(ratio=1)
        around, inside = row(page, size).bounding_box(), button.bounding_box()
        assert around is not None
        assert inside is not None
        assert around["height"] < 80
        assert around["y"] <= inside["y"] < around["y"] + around["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_a_size_is_reserved_too(
    enter: Enter, ada: Shopper, sizes: dict[str, StartedSale]
) -> None:
    page = enter(device=PHONE_WITHOUT_SCRIPTS, shopper=ada)
    page.goto(sizes["45"].path)
    reserve_button(page, item=sizes["45"].item).click()
    expect(page).to_have_url("/cart/")
    expect(page.get_by_role("heading", name="Belfry High")).to_be_visible()
