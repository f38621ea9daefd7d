"""axe finds nothing, by day and by night. Every page at a desk: `test_every_page`."""

import pytest
from playwright.sync_api import expect

from flashsale.testing.office import StartedSale
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.axe import expect_nothing_found
from flashsale.tests.browser.conftest import Enter, Look
from flashsale.tests.browser.devices import PHONE
from flashsale.tests.browser.steps import reserve_button, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["home", "sale, live", "sale, held", "cart", "checkout", "order"])
def test_axe_finds_nothing_on_a_phone(look: Look, name: str) -> None:
    expect_nothing_found(look(name, device=PHONE).page)


def test_axe_finds_nothing_when_reserving_is_refused(
    enter: Enter, ada: Shopper, big_sale: StartedSale
) -> None:
    page = enter(shopper=ada)
    page.goto(big_sale.path)
    page.route("**/reserve/", lambda route: route.abort())
    reserve_button(page).click()
    expect(page.get_by_text("The connection was lost.")).to_be_visible()
    expect_nothing_found(page)


def test_axe_finds_nothing_when_a_form_has_errors(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    sign_in(page, email="nobody@example.com", password="a wrong one")
    expect(page.get_by_role("alert")).to_be_visible()
    expect_nothing_found(page)


def test_axe_would_find_a_button_without_a_name(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('main button').textContent = ''")
    with pytest.raises(AssertionError, match="button-name"):
        expect_nothing_found(page)


def test_axe_would_find_words_that_are_too_faint_at_night(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('h1').style.color = '#333'")
    with pytest.raises(AssertionError, match=r"(?s)by night: .*color-contrast"):
        expect_nothing_found(page)
