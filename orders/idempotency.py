"""One intent to buy, however often a program sends it: its `Idempotency-Key`.

The key and its buyer name the order (`Order.checkout_token`, which is unique); the digest in the
order tells whether the same is asked for again. A key that has made an order belongs to it for
good: the order is answered, or why it was given up. What was refused before there was an order has
left nothing behind, so the same key may try again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.checkout import new_checkout_token, order_of
from orders.errors import (
    GivenUp,
    IdempotencyMismatch,
    NoLongerPending,
    Oversold,
    PaymentDeclined,
    PaymentUnanswered,
)
from orders.models import Order

REFUSALS: Mapping[str, type[FlashSaleError]] = {
    refusal.code: refusal
    for refusal in (
        inventory.HoldChanged,
        inventory.HoldExpired,
        NoLongerPending,
        Oversold,
        PaymentDeclined,
        PaymentUnanswered,
    )
}
"""Of the failure codes of orders, those that stand for a refusal that needs no further facts."""


@dataclass(frozen=True, slots=True)
class Intent:
    """`token` names the order; `digest` is of what is asked for. Without a key, it is a new one."""

    buyer: UUID
    token: str
    digest: str


def intent_of(buyer: UUID, *, key: str, asked: Mapping[str, object]) -> Intent:
    """What the buyer wants by this key, or by none ("")."""
    if not key:
        return Intent(buyer, new_checkout_token(), "")
    digest = _digest(json.dumps(asked, sort_keys=True, default=str))
    return Intent(buyer, _digest(f"{buyer} {key}"), digest)


def order_of_intent(intent: Intent) -> Order | None:
    """The order that the key has made before. Raises IdempotencyMismatch if it was another wish."""
    if not intent.digest:
        return None
    order = order_of(intent.buyer, checkout_token=intent.token)
    if order is not None and order.request_digest != intent.digest:
        raise IdempotencyMismatch
    return order


def refusal_of(order: Order) -> FlashSaleError:
    """Why the order was given up: what was told then, as far as the order remembers it."""
    return REFUSALS.get(order.failure_code, GivenUp)()


def is_told_again(error: FlashSaleError, *, order: Order) -> bool:
    """Whether who asks again is told the same as by this error."""
    return error.code == order.failure_code and error.code in REFUSALS


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
