"""A page on a phone: no sideways scrolling, and targets for thumbs."""

from playwright.sync_api import Page

from flashsale.tests.browser.devices import PHONE

SMALLEST_TARGET = 44
CONTROLS = ", ".join(
    ("button", ".button", "select", "input", "summary", ".masthead a", ".footer a", ".tabs a")
)
TOO_SMALL = """
([controls, smallest]) =>
  [...document.querySelectorAll(controls)]
    .filter((control) => control.checkVisibility({ visibilityProperty: true }))
    .map((control) => [control, (control.closest("label") ?? control).getBoundingClientRect()])
    .filter(([, { width, height }]) => width < smallest || height < smallest)
    .map(([control, { width, height }]) =>
      `${control.outerHTML.slice(0, 80)} is ${width} by ${height}`)
"""
WIDER_THAN_THE_VIEW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def expect_made_for_thumbs(page: Page) -> None:
    """The page, as narrow as a phone from now on, can be used with a thumb."""
    page.set_viewport_size(PHONE["viewport"])
    assert page.evaluate(WIDER_THAN_THE_VIEW) == 0
    assert page.evaluate(TOO_SMALL, [CONTROLS, SMALLEST_TARGET]) == []
