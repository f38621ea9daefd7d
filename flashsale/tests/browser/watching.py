"""What a page shows over time: noted in the page itself, or seen while its clock is moved."""

from playwright.sync_api import Locator, Page

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
  return answer && performance.timeOrigin + answer.responseEnd;
}
"""
WAIT = """
([arg, patience]) => new Promise((done, giveUp) => {
  const claim = %s;
  const look = () => claim(arg) ? done() : setTimeout(look, 20);
  setTimeout(() => giveUp(new Error(`never true: ${claim}`)), patience);
  look();
})
"""
PATIENCE_MS = 30_000
# A page's clock can't be stopped at a moment that has passed while the page was told.
AHEAD_SECONDS = 60


def wait_until(page: Page, claim: str, *, arg: object = None) -> None:
    """The claim, a function in JavaScript, has become true.

    Playwright's own wait_for_function uses eval, which the shop's Content-Security-Policy forbids.
    """
    page.evaluate(WAIT % claim, [arg, PATIENCE_MS])


def stop_clock(page: Page) -> None:
    """Time stands still in a page whose clock is installed, until the test moves it.

    It stands AHEAD_SECONDS after now.
    """
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + AHEAD_SECONDS)


def seconds_shown(countdown: Locator) -> int:
    """What a countdown of less than a day says."""
    hours, minutes, seconds = f"0:{countdown.inner_text()}".split(":")[-3:]
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds)


def note_texts(page: Page, selector: str, *, name: str) -> None:
    """From now on the page notes each text that the element gets, and when."""
    page.evaluate(NOTE_TEXTS, [selector, name])


def noted(page: Page, name: str) -> list[tuple[float, str]]:
    """(milliseconds since 1970, text) for each text so far."""
    return [(moment, text) for moment, text in page.evaluate("name => window[name]", name)]


def answered_at(page: Page, part: str) -> float:
    """When the last answer came whose address has this part, in milliseconds since 1970."""
    wait_until(page, ANSWERED_AT, arg=part)
    moment: float = page.evaluate(ANSWERED_AT, part)
    return moment
