"""B: a market place's back end. Programs with keys that sign each request: of a store, of a buyer.

The store's program puts units on sale; the buyer's fills a cart, tries a discount, and checks out.
"""

from dataclasses import dataclass
from typing import Any

from flashsale.tests.clients.calling import Caller, run_alone
from flashsale.tests.clients.demo import OWNER
from flashsale.tests.clients.putting_on_sale import new_product, new_sale
from flashsale.tests.clients.signing import Signature

CODE = "WELCOME10"
UNITS, MORE, QUANTITY = 10, 5, 3


@dataclass(frozen=True, slots=True)
class Visit:
    """What both programs were told."""

    adjusted: dict[str, Any]
    cart: dict[str, Any]
    discount: dict[str, Any]
    order: dict[str, Any]
    inventory: dict[str, Any]
    refusals: tuple[str, ...]


def visit(shop: str) -> Visit:
    """A store's program sells three units to a buyer's program."""
    store = _program(shop, email=OWNER[0], password=OWNER[1], scopes=["read", "manage"])
    person = Caller(shop)
    email = person.sign_up("Linus Buyer")
    buyer = _program(shop, email=email, scopes=["read", "buy"])

    item = _put_on_sale(store)
    adjusted = store.call(
        "POST", f"inventory/{item}/adjust", {"units": MORE, "reason": "Another box was found."}
    )
    out_of_scope = buyer.refusal(
        "POST", f"inventory/{item}/adjust", {"units": MORE, "reason": "For me."}, status=403
    )
    not_the_owner = buyer.refusal("GET", f"inventory/{item}", status=403)

    buyer.call("POST", f"sales/reserve/{item}", {"quantity": QUANTITY}, status=201)
    cart = buyer.call("GET", "cart")
    discount = buyer.call("POST", "discounts/check", {"code": CODE})
    order = buyer.call("POST", "orders", {"code": CODE}, status=201)
    replayed = buyer.replay(status=401)

    return Visit(
        adjusted=adjusted,
        cart=cart,
        discount=discount,
        order=order,
        inventory=store.call("GET", f"inventory/{item}"),
        refusals=(out_of_scope, not_the_owner, replayed),
    )


def _program(shop: str, *, email: str, password: str | None = None, scopes: list[str]) -> Caller:
    """A program that signs with a new key of this person."""
    person = Caller(shop)
    person.sign_in(email, *([password] if password else []))
    key = person.call("POST", "keys", {"name": "Client B", "scopes": scopes}, status=201)
    return Caller(shop, auth=Signature(key["id"], key["secret"]))


def _put_on_sale(store: Caller) -> str:
    """A new product of the owner's store is sold at once; returns the item's id."""
    product = new_product(store, name="Boat Shoe", price="50.00", stock=100)
    sale = new_sale(store, product=product["id"], title="One box", units=UNITS, price="40.00")
    started = store.call("POST", f"sales/start/{sale['id']}")
    item: str = started["items"][0]["id"]
    return item


if __name__ == "__main__":
    run_alone(visit, description=__doc__)
