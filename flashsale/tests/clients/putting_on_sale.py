"""What the clients do that manage: a product, and a sale of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flashsale.tests.clients.calling import Caller
from flashsale.tests.clients.demo import OWNED_STORE


def new_product(manager: Caller, *, name: str, price: str, stock: int) -> dict[str, Any]:
    """A product of the demo owner's store exists; returns it."""
    stores = manager.call("GET", "stores?limit=100")["items"]
    store = next(found["id"] for found in stores if found["slug"] == OWNED_STORE)
    product: dict[str, Any] = manager.call(
        "POST",
        "products",
        {"store": store, "name": name, "price": price, "stock": stock},
        status=201,
    )
    return product


def new_sale(
    manager: Caller,
    *,
    product: str,
    title: str,
    units: int,
    price: str,
    limit: int = 5,
) -> dict[str, Any]:
    """A sale of the product for an hour exists, and is not public yet; returns it."""
    starts_at = datetime.now(UTC)
    offer = {"product": product, "units": units, "price": price, "limit_per_buyer": limit}
    sale: dict[str, Any] = manager.call(
        "POST",
        "flashsales",
        {
            "title": title,
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
            "items": [offer],
        },
        status=201,
    )
    return sale
