"""The page of the API can be read and tried in a browser, under the shop's own policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


def open_operation(page: Page, summary: str) -> None:
    """The operation with that summary can be tried."""
    page.goto("/api/v1/docs")
    page.get_by_role("button", name=summary).first.click()
    page.get_by_role("button", name="Try it out").click()


def test_all_operations_are_listed_and_one_is_tried(enter: Enter, ada: Shopper) -> None:
    page = enter(shopper=ada)
    open_operation(page, "Your account")
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table")
    expect(answer).to_contain_text('"name": "Ada Lovelace"')
    told = page.request.get("/api/v1/openapi.json").json()["paths"]
    operations = sum(len(methods) for methods in told.values())
    expect(page.locator(".opblock")).to_have_count(operations)


def test_what_needs_a_csrf_token_is_tried_with_it(
    enter: Enter, new_shopper: Callable[[], Shopper]
) -> None:
    page = enter(shopper=new_shopper())
    open_operation(page, "Make an API key")
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text('"secret"')


def test_the_page_fits_a_phone(enter: Enter) -> None:
    page = enter(viewport={"width": 360, "height": 740})
    page.goto("/api/v1/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
