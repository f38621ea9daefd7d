"""What holds on every page: it is light, fits a phone, and neither browser nor axe complains."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from flashsale.testing.shop import Shop
from flashsale.tests.browser.axe import expect_nothing_found
from flashsale.tests.browser.conftest import Look
from flashsale.tests.browser.thumbs import expect_made_for_thumbs
from flashsale.tests.browser.tour import PAGES
from flashsale.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

MOST_BYTES = 60_000
STATUS = {"nothing there": 404}
ADD_A_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.wasRun = true";
  document.body.append(script);
}"""
ASK_ELSEWHERE = "() => fetch('http://127.0.0.1:9/elsewhere').catch(() => {})"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_light_fits_a_phone_its_console_stays_empty_and_axe_finds_nothing(
    look: Look, name: str
) -> None:
    watch = look(name)
    assert watch.answers[0].status == STATUS.get(name, 200)
    assert watch.faults == []
    assert name in STATUS or watch.lost == []
    weights = {
        answer.url: len(answer.body())
        for answer in watch.answers
        if answer.request.resource_type in ("stylesheet", "script")
    }
    assert len(weights) > 10
    assert sum(weights.values()) <= MOST_BYTES, weights
    expect_nothing_found(watch.page)
    expect_made_for_thumbs(watch.page)


def test_what_the_policy_forbids_would_be_stopped_and_noticed(shop: Shop, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(shop.url)
    watch = Watch(page, urlsplit(shop.url).netloc)

    for attempt, complaint in (
        (ADD_A_SCRIPT, "Executing inline script violates"),
        (ASK_ELSEWHERE, "Refused to connect"),
    ):
        with page.expect_console_message(lambda said, words=complaint: words in said.text):
            page.evaluate(attempt)
        assert any(complaint in fault for fault in watch.faults)
    assert page.evaluate("window.wasRun") is None
    page.close()
