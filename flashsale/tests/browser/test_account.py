"""A shopper's own data, on a phone: the whole name, a file to keep, and the way out."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import StartedSale
from flashsale.testing.shopper import PASSWORD, Shopper
from flashsale.tests.browser.axe import expect_nothing_found
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import PHONE, PHONE_WITHOUT_SCRIPTS
from flashsale.tests.browser.steps import sign_in

pytestmark = pytest.mark.browser

WIDTH = PHONE["viewport"]["width"]


def expect_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


def test_a_shopper_shares_the_name_takes_the_data_along_and_leaves(
    enter: Enter, ada: Shopper, big_sale: StartedSale, tmp_path: Path
) -> None:
    ada.reserve(big_sale.item)
    page = enter(device=PHONE, shopper=ada)
    page.goto("/accounts/profile/")
    expect_fits(page)
    page.get_by_label("Show my whole name on leaderboards").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Your name is saved.")
    expect(page.get_by_label("Show my whole name on leaderboards")).to_be_checked()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download my data").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    data = json.loads(file.read_text())
    assert (file.name, data["account"]["shares_name"]) == ("my-data.json", True)
    assert [hold["units"] for hold in data["holds"]] == [1]
    email = data["account"]["email"]

    page.get_by_role("link", name="Delete my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete your account?")
    expect_fits(page)
    expect_nothing_found(page)
    page.get_by_label("Password").fill("not mine")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()

    page.goto("/accounts/login/")
    sign_in(page, email=email)
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")


def test_without_scripts_a_shopper_leaves_just_the_same(enter: Enter, ada: Shopper) -> None:
    page = enter(device=PHONE_WITHOUT_SCRIPTS, shopper=ada)
    page.goto("/accounts/profile/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
