"""After a fault: is every unit that is left still there to be bought?"""

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.placement import place
from shop.models import Sale, SaleItem


def assert_the_rest_can_be_bought(sale: Sale) -> None:
    """Somebody buys all that is left of the sale, and then all of it is sold.

    The holds of others are let go first. One person must be allowed as many.
    """
    items = list(SaleItem.objects.filter(sale=sale))
    buyer = UserFactory()
    for item in items:
        inventory.release_all(item.pk)
        inventory.reserve(item.pk, buyer=buyer.pk, units=item.units - item.sold)
    cart = cart_of(buyer.pk)
    place(
        start_order(
            buyer.pk,
            cart=cart,
            seen=cart.fingerprint,
            checkout_token=new_checkout_token(),
            payment_method="approve",
        )
    )
    for item in items:
        stock = inventory.stock(item.pk)
        assert (stock.available, stock.held, stock.claimed, stock.sold) == (0, 0, 0, item.units)
        item.refresh_from_db()
        assert item.sold == item.units
