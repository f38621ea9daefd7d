"""What visitors do, in their words. Each works with scripts and without."""

import re

from playwright.sync_api import Locator, Page, expect

from flashsale.testing.shopper import PASSWORD

ORDER_ADDRESS = re.compile(r"/orders/[0-9A-Z]{10}/$")


def register(page: Page, *, name: str, email: str) -> None:
    """The form on the register page was filled and sent."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Register").click()


def sign_in(page: Page, *, email: str, password: str = PASSWORD) -> None:
    """The form on the login page was filled and sent."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def reserve_button(page: Page, *, item: str = "") -> Locator:
    """The button of that item, where the page has several."""
    within = page.locator(f"#reserve-{item}") if item else page
    return within.get_by_role("button", name=re.compile("^Reserve"))


def units_left(page: Page) -> Locator:
    """The big number."""
    return page.locator(".figure--count [data-count=available]")


def sale_clock(page: Page) -> Locator:
    """The time until the sale ends."""
    return page.locator(".figure--live [data-countdown]")


def cart_lines(page: Page) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))


def pay(page: Page, *, card: str = "Test card: approves") -> None:
    page.get_by_label("Pay with").select_option(label=card)
    page.get_by_role("button", name=re.compile("^Pay")).click()


def expect_order(page: Page) -> str:
    """The page shows an order that was placed; returns its number."""
    expect(page).to_have_url(ORDER_ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_have_text("It’s yours.")  # noqa: RUF001
    return page.url.rstrip("/").rsplit("/", 1)[1]
