"""`kill -9` at every moment of a rebuild, and rebuilds in the middle of a crowd."""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Barrier, Event, Semaphore

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.cancelling import cancel
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.mending import mend_pools
from orders.models import Order
from orders.placement import place
from orders.rebuilding import rebuild
from orders.tests import killed
from orders.tests.buying import units_by_place
from orders.tests.interrupted import resume_all
from orders.tests.killing import kill_at_each_moment
from orders.tests.stages import STAGES
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 30
BUYERS = 12
REBUILDERS = 2
REBUILDS = 5


def test_killed_at_any_moment_the_next_one_goes_on(subtests: pytest.Subtests) -> None:
    """The pool is as it was, or missing, or written: never anything else."""
    found = []

    def subject() -> object:
        sale = published_sale(units=20)
        for stage in ("claimed", "placed", "abandoned"):
            STAGES[stage](sale)
        return item_of(sale).pk

    for moment, item_id in kill_at_each_moment(killed.rebuild, subject):
        with subtests.test(moment):
            stock = inventory.stocks([item_id])[str(item_id)]
            found.append((stock.epoch, stock.held, stock.claimed, stock.sold) if stock else None)
            mended = mend_pools()
            after = inventory.stock(item_id)
            assert (after.held, after.claimed, after.sold) == (2, 2, 2)
            assert verify(published_items()) == []
            assert (mended, mend_pools()) == (int(after.epoch > 2 or stock is None), 0)
    assert set(found) == {None, (2, 2, 2, 2)}
    assert found[0] is None, "it was withdrawn first"
    assert found[-1] == (2, 2, 2, 2)


def test_rebuilds_in_the_middle_of_a_crowd_lose_nothing() -> None:
    """Each time that somebody has bought, somebody else forces the pool to be written anew."""
    sale = published_sale(units=UNITS)
    item, is_over = item_of(sale), Event()
    buyers = [UserFactory() for _ in range(BUYERS)]
    rebuilt: list[bool] = []
    bought = Semaphore(0)
    everyone_is_done = Barrier(REBUILDERS)

    def shop(buyer: User) -> None:
        lots = Random(str(buyer.pk))
        while not is_over.is_set():
            with suppress(FlashSaleError):
                _buy(sale, buyer, units=lots.randint(1, 3))
                bought.release()
                if lots.random() < 0.7:
                    cancel(Order.objects.filter(buyer=buyer, status="placed").latest("placed_at"))

    def force(_: object) -> None:
        try:
            for _ in range(REBUILDS):
                assert bought.acquire(timeout=30), "nobody gets through"
                rebuilt.append(rebuild(item_of(sale), force=True))
            everyone_is_done.wait(timeout=60)
        finally:
            is_over.set()

    def act(one: tuple[Callable[..., None], object]) -> None:
        do, subject = one
        do(subject)

    at_once([*((shop, buyer) for buyer in buyers), *[(force, None)] * REBUILDERS], act)
    mend_pools()
    resume_all()

    assert len(rebuilt) == REBUILDS * REBUILDERS
    assert any(rebuilt)
    available, held, claimed, sold = units_by_place(item)
    assert (available + held + sold, claimed) == (UNITS, 0)
    assert sold == item_of(sale).sold
    assert verify(published_items()) == []


def _buy(sale: Sale, buyer: User, *, units: int) -> None:
    inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=units)
    cart = cart_of(buyer.pk)
    order = start_order(
        buyer.pk, cart=cart, seen=cart.fingerprint, checkout_token=new_checkout_token(),
        payment_method="approve",
    )  # fmt: skip
    place(order)
