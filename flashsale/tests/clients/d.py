"""D: a cart of a flash sale. An admin starts the sale; a user looks, reserves, orders, cancels."""

from dataclasses import dataclass
from typing import Any

from flashsale.tests.clients.calling import Caller, run_alone
from flashsale.tests.clients.demo import STAFF
from flashsale.tests.clients.looking import stock_of
from flashsale.tests.clients.putting_on_sale import new_product, new_sale

QUANTITY = 2
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
"""The front end runs in one; what other programs look at is not trending."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What user and admin were told; stocks in the order in which they were read."""

    product: dict[str, Any]
    caches: tuple[str, ...]
    trending: dict[str, Any]
    stocks: tuple[dict[str, Any], ...]
    held: dict[str, Any]
    order: dict[str, Any]
    orders: dict[str, Any]
    cancelled: dict[str, Any]
    refusals: tuple[str, ...]


def visit(shop: str) -> Visit:
    """Two units are reserved, ordered and given back."""
    user, admin = Caller(shop), Caller(shop)
    admin.sign_in(*STAFF)
    user.sign_in(user.sign_up("Marie Curie", at="auth/signup"))

    made = new_product(admin, name="Field Lamp", price="80.00", stock=20)
    user.call("GET", "products?q=field+lamp")
    product, caches = None, []
    for _ in range(2):
        product = user.call("GET", f"products/{made['id']}", User_Agent=BROWSER)
        caches.append(user.headers["X-Cache"])
    trending = user.call("GET", "products/trending")

    sale = new_sale(admin, product=made["id"], title="Lamps", units=20, price="64.00")
    not_an_admin = user.refusal("POST", f"sales/start/{sale['id']}", status=403)
    item = admin.call("POST", f"sales/start/{sale['id']}")["items"][0]["id"]

    stocks = [stock_of(item, caller=user)]
    held = user.call("POST", f"sales/reserve/{item}", {"quantity": QUANTITY}, status=201)
    stocks.append(stock_of(item, caller=user))
    order = user.call("POST", "orders", status=201)
    stocks.append(stock_of(item, caller=user))
    orders = user.call("GET", "orders")
    not_his = admin.refusal("DELETE", f"orders/{order['id']}", status=404)
    cancelled = user.call("DELETE", f"orders/{order['id']}")
    stocks.append(stock_of(item, caller=user))
    return Visit(
        product=product or {},
        caches=tuple(caches),
        trending=trending,
        stocks=tuple(stocks),
        held=held,
        order=order,
        orders=orders,
        cancelled=cancelled,
        refusals=(not_an_admin, not_his),
    )


if __name__ == "__main__":
    run_alone(visit, description=__doc__)
