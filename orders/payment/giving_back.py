"""A payment that is to come to nothing."""

from decimal import Decimal

from orders.errors import PaymentConflict
from orders.payment import gateway


def give_back(key: str, *, refund: str, amount: Decimal) -> None:
    """Nothing is charged: what was reserved is let go; what was charged, `amount`, is refunded.

    May be repeated, with the same name for the `refund`.
    """
    try:
        gateway.void(key)
    except PaymentConflict:
        gateway.refund(key, refund=refund, amount=amount)
