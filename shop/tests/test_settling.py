"""What a sale did not sell goes back to its products, exactly once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from flashsale import clock, transactions
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from shop import settling
from shop.errors import TooManyReturned
from shop.models import Product, Sale, SaleItem
from shop.returns import return_units
from shop.running import cancel, end_now
from shop.settling import settle, settle_due_sales
from shop.tests.factories import HOUR, MINUTE, item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

STOCK = 1_000  # of each product that the factory makes, before a sale takes from it


def over(sale: Sale) -> Sale:
    """The sale, a minute after its end."""
    move_end(sale, to=clock.now() - MINUTE)
    return sale


def buy(sale: Sale, *, units: int, order: str = "order") -> None:
    """Somebody has bought; both books know."""
    item = item_of(sale)
    hold = inventory.reserve(item.pk, buyer=order, units=units).hold
    inventory.claim(item.pk, order=order, buyer=order, units=units, token=hold.token)
    SaleItem.objects.filter(pk=item.pk).update(sold=F("sold") + units)
    inventory.settle(item.pk, order=order)


def stock_of(sale: Sale) -> int:
    return item_of(sale).product.stock


def is_settled(sale: Sale) -> bool:
    return Sale.objects.get(pk=sale.pk).settled_at is not None


def test_what_was_not_sold_goes_back_to_the_product() -> None:
    sale = published_sale(units=20)
    buy(sale, units=5)

    assert settle_due_sales() == 0
    over(sale)
    assert settle_due_sales() == 1

    assert is_settled(sale)
    assert stock_of(sale) == STOCK - 5
    assert item_of(sale).returned_units == 15
    stock = inventory.stock(item_of(sale).pk)
    assert (stock.closed, stock.units, stock.available, stock.sold) == (True, 5, 0, 5)


def test_settling_again_returns_nothing_more() -> None:
    sale = over(published_sale(units=20))
    assert [settle_due_sales(), settle_due_sales()] == [1, 0]
    assert settle(sale) is False
    assert stock_of(sale) == STOCK


def test_a_live_hold_is_waited_for() -> None:
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)
    over(sale)

    assert settle_due_sales() == 0
    assert stock_of(sale) == STOCK - 20

    inventory.release(item_of(sale).pk, buyer="ada")
    assert settle_due_sales() == 1
    assert stock_of(sale) == STOCK


def test_a_payment_on_its_way_is_waited_for() -> None:
    sale = published_sale(units=20)
    item = item_of(sale)
    hold = inventory.reserve(item.pk, buyer="ada", units=2).hold
    inventory.claim(item.pk, order="order", buyer="ada", units=2, token=hold.token)
    over(sale)

    assert settle_due_sales() == 0
    SaleItem.objects.filter(pk=item.pk).update(sold=2)
    inventory.settle(item.pk, order="order")
    assert settle_due_sales() == 1
    assert stock_of(sale) == STOCK - 2


def test_a_sale_with_one_busy_pool_returns_nothing_until_all_are_free() -> None:
    sale = published_sale(units=20, products=3)
    busy = list(SaleItem.objects.filter(sale=sale))[1]
    inventory.reserve(busy.pk, buyer="ada", units=1)
    over(sale)

    assert settle_due_sales() == 0
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK - 20}

    inventory.release(busy.pk, buyer="ada")
    assert settle_due_sales() == 1
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK}


def test_a_sale_without_an_end_is_never_settled() -> None:
    sale = published_sale(ends_in=None, starts_in=-1_000 * HOUR)
    assert settle_due_sales() == 0
    assert not inventory.stock(item_of(sale).pk).closed


def test_a_standing_sale_that_was_ended_is_settled() -> None:
    sale = published_sale(ends_in=None)
    end_now(sale)
    over(sale)
    assert settle_due_sales() == 1
    assert stock_of(sale) == STOCK


def test_a_cancelled_sale_is_settled_at_once_and_its_holds_with_it() -> None:
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)
    cancel(sale)
    over(sale)
    assert settle_due_sales() == 1
    assert stock_of(sale) == STOCK


def test_a_cancel_that_died_before_it_freed_the_holds_is_finished() -> None:
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)
    Sale.objects.filter(pk=sale.pk).update(cancelled_at=clock.now())
    over(sale)
    assert settle_due_sales() == 1
    assert stock_of(sale) == STOCK


def test_killed_between_the_pools_and_the_database_the_next_run_returns_the_units() -> None:
    sale = over(published_sale(units=20, products=2))
    for item in SaleItem.objects.filter(sale=sale):
        assert inventory.close_pool(item.pk) == 20
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK - 20}

    assert settle_due_sales() == 1
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK}


def test_killed_among_the_pools_the_next_run_closes_the_rest() -> None:
    sale = over(published_sale(units=20, products=2))
    inventory.close_pool(SaleItem.objects.filter(sale=sale)[0].pk)
    assert settle_due_sales() == 1
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK}


def test_killed_inside_the_transaction_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    sale = over(published_sale(units=20, products=2))
    returned: list[object] = []

    def killed_at_the_second(item_id: object, *, units: int) -> None:
        if returned:
            raise SystemExit
        returned.append(item_id)
        return_units(item_id, units=units)

    monkeypatch.setattr(settling, "return_units", killed_at_the_second)
    with pytest.raises(SystemExit):
        settle_due_sales()
    monkeypatch.undo()
    assert not is_settled(sale)
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK - 20}

    assert settle_due_sales() == 1
    assert set(Product.objects.values_list("stock", flat=True)) == {STOCK}


def test_many_processes_settling_one_sale_return_its_units_once() -> None:
    sale = over(published_sale(units=20))
    together = Barrier(8)

    def attempt(_: int) -> bool:
        together.wait()
        try:
            return settle(sale)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(8)))

    assert sorted(outcomes) == [False] * 7 + [True]
    assert stock_of(sale) == STOCK
    assert item_of(sale).returned_units == 20


def cancel_order(sale: Sale, *, units: int) -> None:
    """Somebody's order is cancelled after the pool was closed: the units go to the product."""
    item = item_of(sale)

    def undo() -> None:
        SaleItem.objects.filter(pk=item.pk).update(sold=F("sold") - units)
        return_units(item.pk, units=units)

    transactions.run(undo)


@pytest.mark.parametrize("when", ["between", "after"])
def test_an_order_cancelled_around_the_settling_is_not_taken_for_it(when: str) -> None:
    sale = published_sale(units=20)
    buy(sale, units=5)
    over(sale)
    if when == "between":
        inventory.close_pool(item_of(sale).pk)
        cancel_order(sale, units=5)
        assert settle_due_sales() == 1
    else:
        assert settle_due_sales() == 1
        cancel_order(sale, units=5)

    assert stock_of(sale) == STOCK
    assert (item_of(sale).sold, item_of(sale).returned_units) == (0, 20)


def test_more_than_was_offered_never_comes_back() -> None:
    sale = published_sale(units=20)
    buy(sale, units=5)
    item = item_of(sale)
    with pytest.raises(TooManyReturned):
        transactions.run(lambda: return_units(item.pk, units=16))
    assert (stock_of(sale), item_of(sale).returned_units) == (STOCK - 20, 0)
    transactions.run(lambda: return_units(item.pk, units=15))
    with pytest.raises(TooManyReturned):
        transactions.run(lambda: return_units(item.pk, units=1))
    assert stock_of(sale) == STOCK - 5


def test_a_sale_that_cannot_be_settled_does_not_stop_the_others() -> None:
    lost, wrong, sale = (over(published_sale(units=20)) for _ in range(3))
    stock_client().delete(f"stock:{{{item_of(lost).pk}}}")
    SaleItem.objects.filter(sale=wrong).update(sold=1)

    assert settle_due_sales() == 1

    assert [is_settled(each) for each in (lost, wrong, sale)] == [False, False, True]
    assert [stock_of(each) for each in (lost, wrong, sale)] == [STOCK - 20, STOCK - 20, STOCK]
