"""C: a flash-sale API. Register, sign in, look which sales are active, buy, see one's place.

Its `saleId` names the item that is sold; the id of a sale will do where it has one item.
"""

from dataclasses import dataclass
from typing import Any

from flashsale.tests.clients.calling import Caller, Unexpected, run_alone
from flashsale.tests.clients.looking import stock_of

QUANTITY = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """What was bought, the count before and after, and the leaderboard's newest row."""

    item: str
    order: dict[str, Any]
    available_before: int
    available_after: int
    row: dict[str, Any]
    refusals: tuple[str, ...]


def visit(shop: str) -> Visit:
    """Units of the first active sale are bought, and stand on its leaderboard."""
    nobody, buyer = Caller(shop), Caller(shop)
    signed_out = nobody.refusal("GET", "flashsales/active", status=401)

    email = buyer.sign_up("Grace Hopper")
    buyer.sign_in(email)
    sale, item = _item_for_sale(buyer)
    before = stock_of(item, caller=buyer)["available"]

    wish = {"saleId": item, "quantity": QUANTITY}
    order = buyer.call("POST", "flashsales/purchase", wish, status=201)

    after = stock_of(item, caller=buyer)["available"]
    too_many = buyer.refusal(
        "POST", "flashsales/purchase", {"saleId": item, "quantity": 1_000}, status=409
    )
    board = f"leaderboard?sale={sale}&limit=10"
    last = nobody.call("GET", f"{board}&page=1")["pages"]
    return Visit(
        item=item,
        order=order,
        available_before=before,
        available_after=after,
        row=nobody.call("GET", f"{board}&page={last}")["items"][-1],
        refusals=(signed_out, too_many),
    )


def _item_for_sale(buyer: Caller) -> tuple[str, str]:
    """The ids of an active sale that ends, and of an item of it that has the units."""
    for sale in buyer.call("GET", "flashsales/active")["items"]:
        for item in sale["items"]:
            if item["stock"]["available"] >= QUANTITY:
                return sale["id"], item["id"]
    raise Unexpected("no active sale has units")


if __name__ == "__main__":
    run_alone(visit, description=__doc__)
