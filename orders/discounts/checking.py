"""Asking what a code would take off, before anything is bought."""

from uuid import UUID

from orders.cart import Cart, cart_of
from orders.discounts.reducing import Reduction, reduction
from orders.errors import CartEmpty


def checked(code: str, *, buyer: UUID) -> tuple[Cart, Reduction]:
    """The buyer's cart, and what the code takes off it now. No use is counted.

    Raises CartEmpty, DiscountRefused, StockUnavailable.
    """
    cart = cart_of(buyer)
    if not cart.lines:
        raise CartEmpty
    return cart, reduction(code, buyer=buyer, lines=cart.lines)
