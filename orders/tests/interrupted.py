"""Before and after an interruption: a checkout to be sent, and what resuming makes of it."""

from datetime import timedelta

from django.core.cache import cache

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.cart import cart_of
from orders.checkout import new_checkout_token
from orders.models import Order, Refund
from orders.resuming import resume_placements
from orders.tests.killed import Checkout
from shop.models import Sale, SaleItem

UNITS = 2


def checkout_of(
    sale: Sale, *, buyer: User | None = None, payment: str = "approve", code: str = ""
) -> Checkout:
    """Somebody holds UNITS of every item of the sale, and is about to press "buy"."""
    buyer = buyer or UserFactory()
    for item in SaleItem.objects.filter(sale=sale):
        inventory.reserve(item.pk, buyer=buyer.pk, units=UNITS)
    seen = cart_of(buyer.pk).fingerprint
    token = new_checkout_token()
    return Checkout(buyer.pk, seen=seen, token=token, payment=payment, code=code)


def order_of_checkout(checkout: Checkout) -> Order | None:
    return Order.objects.filter(checkout_token=checkout.token).first()


def resume_all() -> None:
    """A minute later, `resume_placements` has left no order in the middle.

    Who went to the bank had time until then.
    """
    orders = Order.objects.filter(finished_at__isnull=True)
    refunds = Refund.objects.filter(finished_at__isnull=True)
    # Whoever died over a mail is in nobody's way any more.
    cache.delete_many([f"mail:{order.pk}:{status}" for order in orders for status in Order.Status])
    cache.delete_many([f"mail:{refund.pk}:refund" for refund in refunds])
    a_minute_ago = clock.now() - timedelta(seconds=61)
    for unfinished in (orders, refunds):
        unfinished.update(created_at=a_minute_ago)
    orders.filter(pay_by__isnull=False).update(pay_by=a_minute_ago)
    resume_placements()
    assert not orders.exists()
    assert not refunds.exists()


def resumed(order: Order | None) -> str | None:
    """The status in which the order has ended; None where it had not begun."""
    resume_all()
    if order is None:
        return None
    order.refresh_from_db()
    return order.status
