"""A: a flash-sale website. Sessions, a page that anyone may see, holds with a countdown each.

What is bought may differ from what was chosen: what is not paid in time is back on the shelf.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from flashsale.testing.shopper import Answer, fields_of
from flashsale.tests.clients.calling import (
    ANSWER_SECONDS,
    PASSWORD,
    Unexpected,
    run_alone,
    say,
)

PATIENCE_SECONDS = 10
ROUNDED_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Visit:
    """Which items were chosen, which was bought, and how many of the other one were free."""

    chosen: tuple[str, ...]
    bought: str
    order: str
    available_before: int
    available_while_held: int
    available_after: int


class Browser:
    """A visitor with cookies, who sends forms as they are rendered."""

    def __init__(self, shop: str) -> None:
        self.shop = shop.rstrip("/")
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self._checked(self.session.get(self.shop + path, timeout=ANSWER_SECONDS))

    def submit(self, page: str, *, action: str = "", **fields: str) -> requests.Response:
        """The page's form with this action, else its own, was filled in and sent."""
        shown = self.get(page)
        answer = Answer(shown.status_code, shown.url, shown.text, dict(shown.headers))
        rendered = fields_of(answer, action=action or page)
        return self._post(action or page, data={**rendered, **fields})

    def press(self, item: str) -> dict[str, Any]:
        """One unit is held."""
        answer = self._post(f"/rush/items/{item}/reserve/", json={"quantity": 1})
        held: dict[str, Any] = answer.json()
        return held

    def stock(self, sale: str) -> dict[str, Any]:
        told: dict[str, Any] = self.get(f"/sales/{sale}/stock.json").json()
        return told

    def _post(self, path: str, **content: Any) -> requests.Response:
        url = self.shop + path
        headers = {"Referer": url, "X-CSRFToken": self.session.cookies.get("csrftoken", "")}
        if "json" in content:
            headers["Accept"] = "application/json"
        answer = self.session.post(url, headers=headers, timeout=ANSWER_SECONDS, **content)
        return self._checked(answer)

    def _checked(self, answer: requests.Response) -> requests.Response:
        path = answer.request.path_url
        say(f"{answer.request.method} {path} → {answer.status_code}")
        if not answer.ok:
            raise Unexpected(f"{answer.request.method} {path}: {answer.status_code}")
        return answer


def visit(shop: str, *, sales: Sequence[str] = ()) -> Visit:
    """A product of each of two sales is chosen, and the one that has more time is bought.

    The other one's hold runs out where that is soon, and is let go where it isn't. `sales` are
    slugs; without them, two are chosen that are live.
    """
    stranger, shopper = Browser(shop), Browser(shop)
    sale_of = _two_live_items(stranger, sales=sales or _listed_sales(stranger))

    email = f"ada.{int(time.time() * 1000)}@example.com"
    shopper.submit(
        "/accounts/register/", name="Ada", email=email, password1=PASSWORD, password2=PASSWORD
    )
    shopper.submit("/", action="/accounts/logout/")
    shopper.submit("/accounts/login/", username=email, password=PASSWORD)

    before = {item: _available(stranger, sale, item) for item, sale in sale_of.items()}
    holds, while_held = [], {}
    for item, sale in sale_of.items():
        holds.append(shopper.press(item))
        while_held[item] = _available(stranger, sale, item)
    holds.sort(key=lambda held: held["seconds_left"])
    lost, kept = (str(held["item"]) for held in holds)
    _lose(shopper, holds[0])

    page = shopper.submit("/checkout/")
    found = re.search(r"/orders/([0-9A-Z]{10})/$", page.url)
    if found is None:
        raise Unexpected(f"the checkout ended at {page.url}")
    return Visit(
        chosen=tuple(sale_of),
        bought=kept,
        order=found.group(1),
        available_before=before[lost],
        available_while_held=while_held[lost],
        available_after=_available(stranger, sale_of[lost], lost),
    )


def _two_live_items(visitor: Browser, *, sales: Iterable[str]) -> dict[str, str]:
    """Item that can be had → its sale, of the first two sales that are live."""
    found: dict[str, str] = {}
    for sale in sales:
        stock = visitor.stock(sale)
        free = [item for item, count in stock["items"].items() if count["available"]]
        if stock["phase"] == "live" and free:
            found[free[0]] = sale
        if len(found) == 2:
            return found
    raise Unexpected("fewer than two sales are live")


def _listed_sales(visitor: Browser) -> list[str]:
    page = visitor.get("/sales/").text
    return list(dict.fromkeys(re.findall(r'href="/sales/([\w-]+)/"', page)))


def _available(visitor: Browser, sale: str, item: str) -> int:
    count: int = visitor.stock(sale)["items"][item]["available"]
    return count


def _lose(shopper: Browser, held: dict[str, Any]) -> None:
    """The hold is over, and only the other one is in the cart."""
    if held["seconds_left"] <= PATIENCE_SECONDS:
        time.sleep(held["seconds_left"] + ROUNDED_SECONDS)
    else:
        shopper.submit("/cart/", action=f"/cart/{held['item']}/release/")
    holds = shopper.get("/cart/holds.json").json()["holds"]
    if str(held["item"]) in str(holds):
        raise Unexpected(f"{held['item']} is held still")


if __name__ == "__main__":
    run_alone(visit, description=__doc__)
