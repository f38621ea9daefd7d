"""What moves: nothing out of its place, and nothing at all for those who asked for calm."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.conftest import Enter
from flashsale.tests.browser.devices import DESKTOP, PHONE
from flashsale.tests.browser.steps import reserve_button, units_left
from flashsale.tests.browser.watching import wait_until

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.05
NOTE_SHIFTS = """
window.shifts = [];
const note = (entries) => {
  for (const { value, sources } of entries) {
    const moved = sources.map(({ node }) => node?.parentElement?.className ?? String(node));
    window.shifts.push([value, moved.join(", ")]);
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.noteTheRest = () => note(observer.takeRecords());
"""
NOTE_MOTION = """
window.motions = [];
for (const kind of ["animationstart", "transitionrun"]) {
  addEventListener(kind, ({ target, animationName }) => {
    // What a slow page shows before its scripts come: it is there at once, and does not move.
    if (animationName !== "appear") window.motions.push(`${kind} ${target.className}`);
  }, true);
}
"""
# The second frame begins when the first is painted; what it moved waits to be told.
PAINTED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.noteTheRest();
  done();
})))
"""
# An animation starts when the compositor is ready for it, which may be many frames later. One that
# begins afterwards and is over proves that all others have started.
ANIMATE = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@keyframes last { from { opacity: 0.5; } }");
  document.adoptedStyleSheets.push(sheet);
  const last = document.createElement("p");
  last.className = "last";
  last.textContent = "The last to move.";
  last.style.animation = "last 200ms";
  last.addEventListener("animationend", () => (window.isOver = true));
  document.body.append(last);
}
"""
LAST = "animationstart last"


def _shift(page: Page) -> float:
    """How far what was painted has moved, all together (web.dev/cls); input excuses nothing."""
    page.evaluate(PAINTED)
    return float(sum(value for value, _ in page.evaluate("window.shifts")))


@pytest.mark.parametrize(
    "device", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")]
)
def test_nothing_on_the_sale_page_jumps_while_it_loads_and_counts(
    enter: Enter, office: Office, ada: Shopper, device: dict[str, object]
) -> None:
    sale = office.start_sale("--units", "10")
    page = enter(device=device)
    page.add_init_script(NOTE_SHIFTS)
    page.goto(sale.path)
    expect(page.get_by_text("Counts are live")).to_be_attached()

    for units in (1, 2, 5):
        ada.reserve(sale.item, units=units)
        expect(units_left(page)).to_have_text(str(10 - units))

    assert _shift(page) <= MOST_SHIFT, page.evaluate("window.shifts")
    page.evaluate("document.querySelector('main').style.paddingTop = '400px'")
    assert _shift(page) > MOST_SHIFT


def _motions(
    enter: Enter, office: Office, ada: Shopper, *, wish: Literal["reduce", "no-preference"]
) -> list[str]:
    """What was animated while a count changed and the button was hovered, pressed and answered.

    In the end one more animation ran, LAST, whatever the visitor's wish.
    """
    sale = office.start_sale("--units", "10")
    page = enter(shopper=ada, reduced_motion=wish)
    page.add_init_script(NOTE_MOTION)
    page.goto(sale.path)
    expect(page.get_by_text("Counts are live")).to_be_visible()
    reserve_button(page).hover()
    reserve_button(page).click()
    expect(page.get_by_text("1 held for you")).to_be_visible()
    expect(units_left(page)).to_have_text("9")
    page.evaluate(ANIMATE)
    wait_until(page, "() => window.isOver")
    motions: list[str] = page.evaluate("window.motions")
    return motions


def test_nothing_is_animated_for_those_who_asked_for_less_motion(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    assert _motions(enter, office, ada, wish="reduce") == [LAST]


def test_for_others_a_count_that_changes_settles_into_place(
    enter: Enter, office: Office, ada: Shopper
) -> None:
    motions = _motions(enter, office, ada, wish="no-preference")
    assert "animationstart figure__number is-new" in motions
    assert any(motion.startswith("transitionrun") for motion in motions)
