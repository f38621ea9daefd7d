"""Units are added to a running sale, or taken out of it: stock, item and pool agree."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.adjusting import adjust, finish_adjustments, outcomes_of
from shop.errors import (
    AdjustmentDiffers,
    NotEnoughStock,
    SaleNotPublished,
    SaleOver,
    UnitsNotFree,
)
from shop.models import SaleItem, StockAdjustment
from shop.tests.factories import (
    ProductFactory,
    SaleItemFactory,
    item_of,
    move_end,
    published_sale,
    shoe_sale,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> SaleItem:
    """20 of 50 are offered."""
    return item_of(published_sale(units=20, product=ProductFactory(stock=50)))


@pytest.fixture
def keeper() -> User:
    return UserFactory(email="keeper@example.com")


def books(item: SaleItem) -> tuple[int, int, int]:
    """Units in stock, units that the item offers, units in its pool."""
    item = SaleItem.objects.select_related("product", "variant").get(pk=item.pk)
    return item.in_stock, item.units, inventory.stock(item.pk).units


def test_added_units_come_from_the_stock_and_can_be_bought(item: SaleItem, keeper: User) -> None:
    done = adjust(item, units=5, reason="A box turned up", by=keeper)
    assert books(item) == (25, 25, 25)
    assert inventory.stock(item.pk).available == 25
    assert (done.units, done.reason, done.by) == (5, "A box turned up", keeper)
    assert done.applied_at is not None


def test_units_taken_out_go_back_to_the_stock(item: SaleItem, keeper: User) -> None:
    adjust(item, units=-8, reason="Damaged", by=keeper)
    assert books(item) == (38, 12, 12)
    assert inventory.stock(item.pk).available == 12


def test_units_of_a_size_come_from_the_stock_of_the_size(keeper: User) -> None:
    [item] = shoe_sale(prices={"42": "80.00"}).items.all()
    assert books(item) == (46, 4, 4)
    adjust(item, units=6, reason="Found", by=keeper)
    assert books(item) == (40, 10, 10)


def test_more_than_is_in_stock_is_refused_and_nothing_changes(item: SaleItem, keeper: User) -> None:
    with pytest.raises(NotEnoughStock, match="30 of the 31"):
        adjust(item, units=31, reason="Too many", by=keeper)
    assert books(item) == (30, 20, 20)
    assert not StockAdjustment.objects.exists()


def test_units_that_are_held_or_sold_stay_in_the_sale(item: SaleItem, keeper: User) -> None:
    inventory.reserve(item.pk, buyer=uuid.uuid4(), units=5)
    with pytest.raises(UnitsNotFree):
        adjust(item, units=-16, reason="Too many", by=keeper)
    assert books(item) == (30, 20, 20)
    [refused] = StockAdjustment.objects.all()
    assert refused.applied_at is None
    assert refused.refused_at is not None
    adjust(item, units=-15, reason="All that is free", by=keeper)
    assert books(item) == (45, 5, 5)


def test_more_than_was_ever_offered_is_refused_before_the_pool_is_asked(
    item: SaleItem, keeper: User
) -> None:
    with pytest.raises(UnitsNotFree):
        adjust(item, units=-21, reason="Too many", by=keeper)
    assert books(item) == (30, 20, 20)
    assert not StockAdjustment.objects.exists()


def test_an_operation_is_done_once_however_often_it_comes(item: SaleItem, keeper: User) -> None:
    operation = uuid.uuid4()
    for _ in range(3):
        adjust(item, units=5, reason="A box", by=keeper, operation=operation)
    assert books(item) == (25, 25, 25)
    assert StockAdjustment.objects.count() == 1
    with pytest.raises(AdjustmentDiffers):
        adjust(item, units=6, reason="A box", by=keeper, operation=operation)
    assert books(item) == (25, 25, 25)


def test_a_refused_operation_stays_refused_even_when_units_are_free_again(
    item: SaleItem, keeper: User
) -> None:
    operation, buyer = uuid.uuid4(), uuid.uuid4()
    inventory.reserve(item.pk, buyer=buyer, units=5)
    with pytest.raises(UnitsNotFree):
        adjust(item, units=-20, reason="All", by=keeper, operation=operation)
    inventory.release(item.pk, buyer=buyer)
    with pytest.raises(UnitsNotFree):
        adjust(item, units=-20, reason="All", by=keeper, operation=operation)
    assert books(item) == (30, 20, 20)


def test_a_draft_is_changed_and_not_adjusted(keeper: User) -> None:
    item = SaleItemFactory(product=ProductFactory(stock=50))
    with pytest.raises(SaleNotPublished):
        adjust(item, units=5, reason="A box", by=keeper)
    item.product.refresh_from_db()
    assert item.product.stock == 50


def test_a_sale_that_is_over_is_not_adjusted(item: SaleItem, keeper: User) -> None:
    move_end(item.sale, to=clock.now() - timedelta(seconds=1))
    with pytest.raises(SaleOver):
        adjust(item, units=5, reason="A box", by=keeper)
    assert books(item) == (30, 20, 20)


def test_units_whose_pool_was_closed_meanwhile_stay_in_stock(item: SaleItem, keeper: User) -> None:
    StockAdjustment.objects.create(item=item, units=5, reason="Killed after the database", by=None)
    item.product.stock -= 5
    item.product.save()
    SaleItem.objects.filter(pk=item.pk).update(units=25)
    inventory.close_pool(item.pk)
    assert finish_adjustments() == 1
    assert books(item) == (30, 20, 0)
    assert StockAdjustment.objects.get().refused_at is not None


def test_a_pool_that_is_written_anew_is_told_of_what_the_database_counts(
    item: SaleItem, keeper: User
) -> None:
    added = adjust(item, units=5, reason="A box", by=keeper)
    removed = adjust(item, units=-2, reason="Damaged", by=keeper)
    inventory.reserve(item.pk, buyer=uuid.uuid4(), units=5)
    with pytest.raises(UnitsNotFree):
        adjust(item, units=-20, reason="Not free", by=keeper)
    refused = StockAdjustment.objects.get(units=-20)
    begun = StockAdjustment.objects.create(item=item, units=3, reason="Begun")
    StockAdjustment.objects.create(item=item, units=-3, reason="The pool was not asked yet")
    assert outcomes_of(item.pk) == {
        added.pk: "added",
        removed.pk: "added",
        refused.pk: "void",
        begun.pk: "added",
    }
