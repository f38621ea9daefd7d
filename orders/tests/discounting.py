"""Discount codes for tests, carts to use them on, and orders that begin with one."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from flashsale import clock, transactions
from orders.cart import CartLine, cart_of
from orders.discounts import Reduction, count_use, reduction
from orders.models import Discount, DiscountBuyer, DiscountProduct, Order
from orders.tests.buying import pending_order
from orders.tests.holding import held_item
from shop.models import Product, Sale


def discount_of(
    code: str = "SPRING", *, products: tuple[Product, ...] = (), **fields: object
) -> Discount:
    """A code that has been good for a minute, for ever, for 10 % unless told otherwise."""
    taken = {} if "amount" in fields else {"percent": Decimal(10)}
    given = {"starts_at": clock.now() - timedelta(minutes=1), **taken, **fields}
    discount = Discount.objects.create(code=code, **given)
    for product in products:
        DiscountProduct.objects.create(discount=discount, product=product)
    return discount


def lines_of(buyer: User, *prices: str, units: int = 1) -> list[CartLine]:
    """The buyer's cart: a line for each price, in this order."""
    for price in prices:
        held_item(buyer, units=units, price=Decimal(price))
    lines = {line.item.pk: line for line in cart_of(buyer.pk).lines}
    return sorted(lines.values(), key=lambda line: line.expires_at)


def reduced(buyer: User, *, code: str = "SPRING") -> Reduction:
    """What the code takes off all that the buyer holds."""
    return reduction(code, buyer=buyer.pk, lines=cart_of(buyer.pk).lines)


def order_with(sale: Sale, buyer: User, *, code: str = "SPRING") -> Order:
    """A pending order of the buyer's that uses the code."""
    order = pending_order(sale, buyer=buyer, units=1)
    used = reduction(code, buyer=buyer.pk, lines=cart_of(buyer.pk).lines)
    transactions.run(lambda: count_use(order, used))
    return order


def uses(discount: Discount) -> tuple[int, list[int]]:
    """(used in all, used by each buyer), as the counters have it."""
    counted = DiscountBuyer.objects.filter(discount=discount).order_by("used")
    in_all = Discount.objects.values_list("used", flat=True).get(pk=discount.pk)
    return in_all, list(counted.values_list("used", flat=True))
