"""What is sent to the operations in the table of roles."""

from collections.abc import Callable
from itertools import count
from typing import Any

from accounts.models import User
from accounts.tests.factories import PASSWORD
from flashsale.tests.api.scene import CODE, Thing

NUMBERS = count()


def body_of(operation: str, caller: User, of: Thing) -> dict[str, Any] | None:
    """The body of a call that is right in itself; None where there is none to send."""
    make = BODIES.get(operation)
    return make(caller, of) if make else None


def _account(caller: User, of: Thing) -> dict[str, Any]:
    email = f"new{next(NUMBERS)}@example.com"
    return {"email": email, "name": "Ada", "password": "a long enough password"}


def _sale(caller: User, of: Thing) -> dict[str, Any]:
    items = [{"product": product, "units": 2, "price": "9.90"} for product in of.named.split()]
    return {"title": "Spring drop", "items": items}


BODIES: dict[str, Callable[[User, Thing], dict[str, Any]]] = {
    "register": _account,
    "signup": _account,
    "login": lambda caller, of: {"email": caller.email, "password": PASSWORD},
    "refresh": lambda caller, of: {"refresh_token": of.named},
    "logout": lambda caller, of: {"refresh_token": of.named},
    "make_key": lambda caller, of: {"name": "Warehouse", "scopes": ["read"]},
    "create_product": lambda caller, of: {"store": of.named, "name": "Mug", "price": "9.90"},
    "change_product": lambda caller, of: {"name": "Another name"},
    "create_sale": _sale,
    "adjust_inventory": lambda caller, of: {"units": 1, "reason": "A box turned up"},
    "check_discount": lambda caller, of: {"code": CODE},
    "purchase": lambda caller, of: {"saleId": of.named, "quantity": 1},
    "purchase_product": lambda caller, of: {"productId": of.named, "quantity": 1},
}
