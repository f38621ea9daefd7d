"""What a page shows over time, noted in the page itself, by its own clock."""

from playwright.sync_api import Page

NOTE_TEXTS = """
([selector, name]) => {
  const element = document.querySelector(selector);
  const noted = (window[name] = []);
  const now = () => performance.timeOrigin + performance.now();
  const observer = new MutationObserver(() => noted.push([now(), element.textContent]));
  observer.observe(element, { childList: true, characterData: true, subtree: true });
}
"""
ANSWERED_AT = """
(part) => {
  const answers = performance.getEntriesByType("resource");
  const answer = answers.findLast(({ name }) => name.includes(part));
  return performance.timeOrigin + answer.responseEnd;
}
"""


def stop_clock(page: Page) -> None:
    """Time stands still in a page whose clock is installed, until the test moves it."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def note_texts(page: Page, selector: str, *, name: str) -> None:
    """From now on the page notes each text that the element gets, and when."""
    page.evaluate(NOTE_TEXTS, [selector, name])


def noted(page: Page, name: str) -> list[tuple[float, str]]:
    """(milliseconds since 1970, text) for each text so far."""
    return [(moment, text) for moment, text in page.evaluate("name => window[name]", name)]


def answered_at(page: Page, part: str) -> float:
    """When the last answer came whose address has this part, in milliseconds since 1970."""
    moment: float = page.evaluate(ANSWERED_AT, part)
    return moment
