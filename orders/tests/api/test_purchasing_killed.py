"""`kill -9` in the middle of a purchase: the same key, sent again, buys it once."""

from itertools import count

import pytest
from django.core.cache import cache

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.models import Order, TestCharge
from orders.tests import killed
from orders.tests.interrupted import resume_all
from orders.tests.killed import Purchase
from orders.tests.killing import kill_at_each_moment
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_at_any_moment_the_key_is_sent_again_and_buys_it_once(
    subtests: pytest.Subtests,
) -> None:
    item, keys = item_of(published_sale(units=1_000)), count()

    def wanted() -> Purchase:
        return Purchase(UserFactory().pk, item.pk, key=f"key-{next(keys)}")

    for moment, one in kill_at_each_moment(killed.purchase, wanted, step=6):
        with subtests.test(moment):
            # A minute has passed: nobody waits for the dead any more.
            cache.delete(f"purchase:{one.buyer}:{one.item}")
            killed.purchase(one)
            resume_all()

            order = Order.objects.get(buyer_id=one.buyer)
            assert order.status == Order.Status.PLACED
            assert TestCharge.objects.get(key=str(order.pk)).status == "captured"
            assert inventory.holds_of(one.buyer).holds == ()
            assert verify(published_items()) == []
