"""A purchase, step by step, for tests of what happens between the steps."""

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.models import Order, TestCharge
from orders.placement import place
from shop.models import Sale, SaleItem


def pending_order(sale: Sale, *, buyer: User | None = None, units: int = 2, **fields: str) -> Order:
    """A pending order of `units` of every item of the sale, held by the buyer."""
    buyer = buyer or UserFactory()
    for item in SaleItem.objects.filter(sale=sale):
        inventory.reserve(item.pk, buyer=buyer.pk, units=units)
    cart = cart_of(buyer.pk)
    return start_order(
        buyer.pk,
        cart=cart,
        seen=cart.fingerprint,
        checkout_token=new_checkout_token(),
        payment_method=fields.get("payment_method", "approve"),
    )


def placed_order(sale: Sale, *, buyer: User | None = None, units: int = 2) -> Order:
    """An order of `units` of every item of the sale, bought and paid, as the database has it."""
    order = place(pending_order(sale, buyer=buyer, units=units))
    order.refresh_from_db()
    return order


def units_by_place(item: SaleItem) -> tuple[int, int, int, int]:
    """(available, held, claimed, sold) of the item's pool."""
    stock = inventory.stock(item.pk)
    assert stock.units == stock.available + stock.held + stock.claimed + stock.sold
    return stock.available, stock.held, stock.claimed, stock.sold


def charge_of(order: Order) -> str | None:
    """What the gateway has done with the order's charge."""
    return TestCharge.objects.filter(key=str(order.pk)).values_list("status", flat=True).first()
