"""A refusal is told in words, and changes nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import PHONE_WITHOUT_SCRIPTS, WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import reserve_button, units_left

pytestmark = pytest.mark.browser


def _stock(shopper: Shopper, sale: StartedSale) -> dict[str, int]:
    item = shopper.stock(sale.slug)["items"][sale.item]
    return {name: item[name] for name in ("available", "held", "sold")}


def test_more_than_are_left_is_refused_in_words(enter: Enter, office: Office, ada: Shopper) -> None:
    sale = office.start_sale("--units", "3", "--limit", "5")
    page = enter(shopper=ada)
    page.goto(sale.path)
    page.get_by_label("Units of").select_option("4")

    reserve_button(page).click()

    expect(page.get_by_text("Only 3 left. Choose fewer.")).to_be_visible()
    expect(reserve_button(page)).to_be_enabled()
    expect(units_left(page)).to_have_text("3")
    assert _stock(ada, sale) == {"available": 3, "held": 0, "sold": 0}


def test_more_than_one_person_may_have_is_refused_in_words(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "8", "--limit", "1")
    ada.reserve(sale.item)
    ada.check_out()
    page = enter(shopper=ada)
    page.goto(sale.path)

    reserve_button(page).click()

    expect(page.get_by_text("Each person can have 1 unit here, and you have 1.")).to_be_visible()
    assert _stock(ada, sale) == {"available": 7, "held": 0, "sold": 1}


def test_a_sale_that_sells_out_says_so_by_itself_and_shows_a_way_on(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    sale = office.start_sale("--units", "2")
    page = enter()
    page.goto(sale.path)
    expect(units_left(page)).to_have_text("2")

    ada.reserve(sale.item, units=2)
    expect(page.get_by_text("All held for the moment.")).to_be_visible()
    ada.check_out()

    expect(page.locator(".figure").get_by_text("Sold out")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()
    expect(page.get_by_role("link", name="See what else is on")).to_be_visible()


def test_a_sale_that_is_ended_says_so_by_itself(enter: Enter, office: Office) -> None:
    sale = office.start_sale("--units", "25")
    page = enter()
    page.goto(sale.path)
    expect(reserve_button(page)).to_be_visible()

    office.manage("end_sale", sale.slug)

    expect(page.locator(".phase").get_by_text("Ended")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()


def _hold_all(office: Office, sale: StartedSale, other: Shopper) -> str:
    other.reserve(sale.item, units=2)
    return "All units are taken"


def _buy_all(office: Office, sale: StartedSale, other: Shopper) -> str:
    other.reserve(sale.item, units=2)
    other.check_out()
    return "All units are taken"


def _end(office: Office, sale: StartedSale, other: Shopper) -> str:
    office.manage("end_sale", sale.slug)
    return "This sale has ended."


@pytest.mark.parametrize(
    "device",
    [
        pytest.param(WITHOUT_SCRIPTS, id="desktop"),
        pytest.param(PHONE_WITHOUT_SCRIPTS, id="phone"),
    ],
)
@pytest.mark.parametrize("meanwhile", [_hold_all, _buy_all, _end])
def test_without_scripts_a_page_that_is_out_of_date_is_refused_in_words(
    enter: Enter,
    office: Office,
    new_shopper: Callable[[], Shopper],
    meanwhile: Callable[[Office, StartedSale, Shopper], str],
    device: dict[str, Any],
) -> None:
    sale, shopper = office.start_sale("--units", "2"), new_shopper()
    page = enter(device=device, shopper=shopper)
    page.goto(sale.path)
    words = meanwhile(office, sale, new_shopper())
    before = _stock(shopper, sale)

    reserve_button(page).click()

    expect(page).to_have_url(re.compile(sale.path))
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    assert _stock(shopper, sale) == before
