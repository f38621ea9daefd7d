"""axe, which looks for what keeps people from using a page."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from flashsale.tests.browser.watching import wait_until

AXE = Axe()
ALL_RULES = {"resultTypes": ["violations"]}
# At night nothing but the colours is different.
RULES_OF_COLOUR = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
IS_AT_REST = "() => document.getAnimations().every(({ playState }) => playState === 'finished')"


def _show(page: Page, *, by: Literal["light", "dark"]) -> None:
    """The page has those colours, and none is still on its way to another."""
    page.emulate_media(color_scheme=by, reduced_motion="reduce")
    wait_until(page, IS_AT_REST)


def expect_nothing_found(page: Page) -> None:
    """axe has nothing to say of the page, by day and by night."""
    _show(page, by="light")
    by_day = AXE.run(page, options=ALL_RULES)
    assert by_day.violations_count == 0, by_day.generate_report()
    _show(page, by="dark")
    by_night = AXE.run(page, options=RULES_OF_COLOUR)
    assert by_night.violations_count == 0, f"by night: {by_night.generate_report()}"
