"""axe finds nothing on any page, by day and by night."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter, Look
from flashsale.tests.browser.devices import PHONE
from flashsale.tests.browser.office import StartedSale
from flashsale.tests.browser.steps import reserve_button, sign_in
from flashsale.tests.browser.tour import PAGES
from flashsale.tests.browser.watching import wait_until

pytestmark = pytest.mark.browser

AXE = Axe()
ALL_RULES = {"resultTypes": ["violations"]}
# At night nothing but the colours is different.
RULES_OF_COLOUR = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
IS_AT_REST = "() => document.getAnimations().every(({ playState }) => playState === 'finished')"


def _show(page: Page, *, by: Literal["light", "dark"]) -> None:
    """The page has those colours, and none is still on its way to another."""
    page.emulate_media(color_scheme=by, reduced_motion="reduce")
    wait_until(page, IS_AT_REST)


def _expect_nothing_found(page: Page) -> None:
    _show(page, by="light")
    by_day = AXE.run(page, options=ALL_RULES)
    assert by_day.violations_count == 0, by_day.generate_report()
    _show(page, by="dark")
    by_night = AXE.run(page, options=RULES_OF_COLOUR)
    assert by_night.violations_count == 0, f"by night: {by_night.generate_report()}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(look: Look, name: str) -> None:
    _expect_nothing_found(look(name).page)


@pytest.mark.parametrize("name", ["home", "sale, live", "sale, held", "cart", "checkout", "order"])
def test_axe_finds_nothing_on_a_phone(look: Look, name: str) -> None:
    _expect_nothing_found(look(name, device=PHONE).page)


def test_axe_finds_nothing_when_reserving_is_refused(
    enter: Enter, ada: Shopper, big_sale: StartedSale
) -> None:
    page = enter(shopper=ada)
    page.goto(big_sale.path)
    page.route("**/reserve/", lambda route: route.abort())
    reserve_button(page).click()
    expect(page.get_by_text("The connection was lost.")).to_be_visible()
    _expect_nothing_found(page)


def test_axe_finds_nothing_when_a_form_has_errors(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    sign_in(page, email="nobody@example.com", password="a wrong one")
    expect(page.get_by_role("alert")).to_be_visible()
    _expect_nothing_found(page)


def test_axe_would_find_a_button_without_a_name(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('main button').textContent = ''")
    with pytest.raises(AssertionError, match="button-name"):
        _expect_nothing_found(page)


def test_axe_would_find_words_that_are_too_faint_at_night(enter: Enter) -> None:
    page = enter()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('h1').style.color = '#333'")
    with pytest.raises(AssertionError, match=r"(?s)by night: .*color-contrast"):
        _expect_nothing_found(page)
