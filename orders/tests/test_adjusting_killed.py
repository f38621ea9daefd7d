"""`kill -9` while units are added to a sale or taken out by hand, then finishing: the stock, the
item, the pool and its ledger agree, whatever else happened in between.
"""

from datetime import timedelta
from functools import cache
from uuid import uuid4

import pytest

from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.rebuilding import rebuild
from orders.tests import killed
from orders.tests.killed import Adjustment
from orders.tests.killing import kill, kill_at_each_moment
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.adjusting import finish_adjustments
from shop.models import Sale, SaleItem, StockAdjustment
from shop.settling import settle
from shop.tests.factories import ProductFactory, item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

BEGUN, IN_THE_POOL = "begun in the database", "done in the pool"
BEFORE = (30, 20, 20)
AFTER = {5: (25, 25, 25), -3: (33, 17, 17)}


def adjustment(units: int) -> Adjustment:
    """Of a sale that offers 20 of 50."""
    item = item_of(published_sale(units=20, product=ProductFactory(stock=50)))
    return Adjustment(item.pk, units=units, by=UserFactory().pk, operation=uuid4())


def books(of: Adjustment) -> tuple[int, int, int]:
    """Units in stock, units that the item offers, units in its pool."""
    item = SaleItem.objects.select_related("product").get(pk=of.item)
    return item.product.stock, item.units, inventory.stock(item.pk).units


@cache
def moment_in_pool(units: int) -> int:
    """The moment after which the pool has done it."""
    names = kill(killed.adjust, adjustment(units), moment=0)
    return next(at for at, name in enumerate(names, 1) if "add_units" in name)


def killed_after(step: str, *, units: int) -> Adjustment:
    """An adjustment whose process died when the database had it, or when the pool had it too."""
    in_pool = moment_in_pool(units)
    one = adjustment(units)
    kill(killed.adjust, one, moment=in_pool if step == IN_THE_POOL else in_pool - 1)
    assert StockAdjustment.objects.get(pk=one.operation).applied_at is None
    return one


@pytest.mark.parametrize("units", [5, -3])
def test_killed_in_the_middle_it_is_not_begun_or_it_is_finished(
    subtests: pytest.Subtests, units: int
) -> None:
    for moment, one in kill_at_each_moment(killed.adjust, lambda: adjustment(units), step=2):
        assert isinstance(one, Adjustment)
        with subtests.test(moment):
            assert verify(published_items()) == []
            begun = StockAdjustment.objects.filter(pk=one.operation).exists()
            finish_adjustments()
            assert books(one) == (AFTER[units] if begun else BEFORE)
            assert verify(published_items()) == []


@pytest.mark.parametrize("last", [BEGUN, IN_THE_POOL])
@pytest.mark.parametrize("units", [5, -3])
def test_a_pool_that_is_written_anew_in_between_has_it_once(units: int, last: str) -> None:
    one = killed_after(last, units=units)
    assert rebuild(SaleItem.objects.get(pk=one.item), force=True)
    finish_adjustments()
    assert books(one) == AFTER[units]
    assert verify(published_items()) == []
    assert rebuild(SaleItem.objects.get(pk=one.item), force=True)
    assert not inventory.add_units(one.item, units=units, operation=one.operation)
    assert books(one) == AFTER[units]


@pytest.mark.parametrize("last", [BEGUN, IN_THE_POOL])
@pytest.mark.parametrize("units", [5, -3])
def test_a_sale_that_ends_in_between_gives_back_all_that_is_unsold(units: int, last: str) -> None:
    one = killed_after(last, units=units)
    sale = Sale.objects.get(items=one.item)
    move_end(sale, to=clock.now() - timedelta(minutes=1))
    assert settle(sale)
    assert SaleItem.objects.get(pk=one.item).product.stock == 50
    assert not StockAdjustment.objects.filter(applied_at=None, refused_at=None).exists()
    assert verify(published_items()) == []


@pytest.mark.parametrize("units", [5, -3])
def test_eight_who_send_the_same_operation_do_it_once(units: int) -> None:
    one = adjustment(units)
    at_once([one] * 8, killed.adjust)
    assert books(one) == AFTER[units]
    assert StockAdjustment.objects.count() == 1
    assert verify(published_items()) == []
