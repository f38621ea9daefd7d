"""E: a flash-sale system. Products on sale at set times, limits, and a leaderboard.

Its `productId` is bought where it is offered as one item.
"""

from dataclasses import dataclass
from typing import Any

from flashsale.tests.clients.calling import Caller, Unexpected, run_alone
from flashsale.tests.clients.demo import STAFF
from flashsale.tests.clients.putting_on_sale import new_product, new_sale

UNITS, LIMIT = 3, 2


@dataclass(frozen=True, slots=True)
class Visit:
    """Two orders, which refusals there were, and the leaderboard."""

    orders: tuple[dict[str, Any], ...]
    refusals: tuple[str, ...]
    leaderboard: dict[str, Any]


def visit(shop: str) -> Visit:
    """All three units are bought by two people, and neither gets more than the limit."""
    admin, first, second = Caller(shop), Caller(shop), Caller(shop)
    admin.sign_in(*STAFF)
    for buyer, name in ((first, "Emmy Noether"), (second, "Sofia Kovalevskaya")):
        buyer.sign_in(buyer.sign_up(name))

    product = new_product(admin, name="Brass Compass", price="30.00", stock=UNITS)
    sale = new_sale(
        admin,
        product=product["id"],
        title="Compasses",
        units=UNITS,
        price="24.00",
        limit=LIMIT,
    )

    def buy(buyer: Caller, units: int) -> Any:
        wish = {"productId": product["id"], "quantity": units}
        return buyer.call("POST", "products/purchase", wish, status=201)

    def is_refused(buyer: Caller, units: int) -> str:
        wish = {"productId": product["id"], "quantity": units}
        return buyer.refusal("POST", "products/purchase", wish, status=409)

    early = {"saleId": _upcoming_item(first), "quantity": 1}
    refusals = [first.refusal("POST", "flashsales/purchase", early, status=409)]
    admin.call("POST", f"sales/start/{sale['id']}")
    refusals.append(is_refused(first, LIMIT + 1))
    orders = [buy(first, 2)]
    refusals.append(is_refused(first, 1))
    refusals.append(is_refused(second, 2))
    orders.append(buy(second, 1))
    refusals.append(is_refused(second, 1))
    return Visit(
        orders=tuple(orders),
        refusals=tuple(refusals),
        leaderboard=second.call("GET", f"leaderboard?sale={sale['id']}&page=1&limit=10"),
    )


def _upcoming_item(buyer: Caller) -> str:
    """The id of an item whose sale has not started."""
    for sale in buyer.call("GET", "flashsales?phase=upcoming")["items"]:
        for item in sale["items"]:
            return str(item["id"])
    raise Unexpected("no sale is upcoming")


if __name__ == "__main__":
    run_alone(visit, description=__doc__)
