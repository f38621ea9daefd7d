"""Behind the counter: staff work in the admin, and shoppers see what they do."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office, StartedSale
from flashsale.testing.shop import Shop
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import reserve_button
from flashsale.tests.browser.watch import Watch
from orders.demo.logins import DEMO_STAFF

pytestmark = pytest.mark.browser

LISTS = ("shop/sale", "shop/product", "shop/store", "orders/order", "accounts/user")


@pytest.fixture(scope="module")
def staff_session(shop: Shop) -> Shopper:
    session = Shopper(shop.url)
    session.sign_in(DEMO_STAFF.email, DEMO_STAFF.password)
    return session


@pytest.fixture
def staff(enter: Enter, staff_session: Shopper) -> Page:
    """A member of staff, signed in."""
    return enter(shopper=staff_session)


def test_staff_sign_in_at_the_admins_own_door(enter: Enter) -> None:
    page = enter()
    page.goto("/admin/")
    page.get_by_label("Email").fill(DEMO_STAFF.email)
    page.get_by_label("Password").fill(DEMO_STAFF.password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url("/admin/")
    expect(page.get_by_text("Sales that run, come, or wait to be published")).to_be_visible()


def test_no_page_of_the_admin_has_a_fault(shop: Shop, staff: Page) -> None:
    watch = Watch(staff, urlsplit(shop.url).netloc)
    staff.goto("/admin/")
    for model in LISTS:
        answer = staff.goto(f"/admin/{model}/")
        assert answer is not None
        assert (model, answer.status) == (model, 200)
        first = staff.locator("#result_list tbody tr").first
        expect(first).to_be_visible()
        first.locator("th a, td a").first.click()
        expect(staff).to_have_url(re.compile("/change/$"))
    assert watch.faults == []
    assert watch.lost == []


def test_a_shopper_has_no_business_in_the_admin(enter: Enter, ada: Shopper) -> None:
    page = enter(shopper=ada)
    page.goto("/admin/shop/sale/")
    expect(page.locator("#result_list")).to_have_count(0)
    expect(page.get_by_label("Password")).to_be_visible()


def _press(staff: Page, sale: StartedSale, action: str, *, yes: str) -> None:
    """The action was chosen on the sale's own page, and answered with yes."""
    staff.goto(f"/admin/shop/sale/?q={sale.slug}")
    staff.locator("#result_list tbody a").first.click()
    staff.get_by_role("link", name=re.compile(f"{action}$")).first.click()
    staff.get_by_role("button", name=yes).click()
    expect(staff.get_by_role("button", name=yes)).to_have_count(0)


def test_a_sale_that_staff_pause_says_so_on_the_open_page_and_goes_on(
    enter: Enter, office: Office, ada: Shopper, staff: Page
) -> None:
    sale = office.start_sale("--units", "14")
    page, plain = enter(shopper=ada), enter(shopper=ada, device=WITHOUT_SCRIPTS)
    page.goto(sale.path)
    plain.goto(sale.path)
    expect(reserve_button(page)).to_be_visible()

    _press(staff, sale, "Pause", yes="Yes, pause")

    expect(page.get_by_text("The shop has paused this sale")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()
    reserve_button(plain).click()
    expect(plain.get_by_role("alert")).to_contain_text("This sale is paused for a moment.")
    assert ada.stock(sale.slug)["items"][sale.item]["available"] == 14

    _press(staff, sale, "Resume", yes="Yes, resume")

    expect(reserve_button(page)).to_be_visible()
    reserve_button(page).click()
    expect(page.get_by_text("1 held for you")).to_be_visible()


def test_a_sale_that_staff_end_is_over_on_the_open_page(
    enter: Enter, office: Office, staff: Page
) -> None:
    sale = office.start_sale("--units", "14")
    page = enter()
    page.goto(sale.path)

    _press(staff, sale, "End now", yes="Yes, end now")

    expect(page.locator(".phase").get_by_text("Ended")).to_be_visible()
    expect(reserve_button(page)).to_be_hidden()
