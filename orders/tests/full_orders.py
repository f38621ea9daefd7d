"""An order with everything: three lines of different units, a discount, delivery, tax on top."""

from decimal import Decimal

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.discounts import reduction
from orders.models import Discount, Order, OrderLine
from orders.placement import place
from orders.quote import Shipping, Tax, quote_of
from shop.models import Sale

CODE = "TENTH"
ADDRESS = {
    "recipient": "Ada Lovelace",
    "street": "12 Dorset Street",
    "postcode": "W1U 6QS",
    "city": "London",
    "country": "GB",
}


def pending_full_order(
    sale: Sale, *, buyer: User | None = None, percent: int = 10, tax_included: bool = False
) -> Order:
    """Of the sale's items, by their name, 1 unit, 2 units and so on: `percent` off by a code,
    4.90 for delivery, and 19 percent of tax.
    """
    buyer = buyer or UserFactory()
    for units, item in enumerate(sale.items.order_by("product__name"), start=1):
        inventory.reserve(item.pk, buyer=buyer.pk, units=units)
    Discount.objects.get_or_create(code=CODE, defaults={"percent": percent})
    cart = cart_of(buyer.pk)
    off = reduction(CODE, buyer=buyer.pk, lines=cart.lines)
    quote = quote_of(
        cart,
        currency="EUR",
        tax=Tax(Decimal(19), is_included=tax_included),
        reduction=off,
        shipping=Shipping("Parcel", Decimal("4.90")),
    )
    return start_order(
        buyer.pk, cart=cart, seen=cart.fingerprint, checkout_token=new_checkout_token(),
        payment_method="approve", quote=quote, reduction=off, address=ADDRESS,
    )  # fmt: skip


def full_order(sale: Sale, *, buyer: User | None = None, **terms: int | bool) -> Order:
    """The same, bought and paid, as the database has it."""
    order = place(pending_full_order(sale, buyer=buyer, **terms))
    return Order.objects.get(pk=order.pk)


def lines_of(order: Order) -> list[OrderLine]:
    """The order's lines as they are now, that of one unit first."""
    return list(order.lines.select_related("order", "item__sale").order_by("units"))
