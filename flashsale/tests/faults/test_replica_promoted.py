"""The primary dies in the middle of a rush; a replica that missed its last moments takes over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from pytest_django.plugin import DjangoDbBlocker

from flashsale.testing.judge import units_sold
from flashsale.testing.prepared import Prepared
from flashsale.testing.raw_pool import sold_in
from flashsale.testing.replicated import Replicated, replicated
from flashsale.testing.rush_shop import ALIAS, RushShop, rush_shop
from flashsale.testing.selling_out import sell_out

pytestmark = [pytest.mark.slow, pytest.mark.faults]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Replicated]:
    with replicated(tmp_path) as running:
        yield running


@pytest.fixture
def shop(
    prepared: Prepared, pair: Replicated, django_db_blocker: DjangoDbBlocker
) -> Iterator[RushShop]:
    with django_db_blocker.unblock(), rush_shop(prepared, redis_port=pair.port) as running:
        yield running


def test_what_the_replica_never_heard_is_found_in_the_database_without_anybodys_hand(
    shop: RushShop, pair: Replicated
) -> None:
    shop.start_celery()
    shop.wait_for_celery()
    crowd = shop.crowd()
    crowd.start()
    shop.wait_for_orders(8)
    pair.cut_line()
    shop.wait_for_orders(8)
    with redis.Redis(port=pair.replica.port) as replica:
        assert sold_in(replica, shop.items) < units_sold(using=ALIAS).total()

    pair.fail_over()
    assert not crowd.is_over()

    crowd.end()
    sell_out(shop)
    shop.resume()
    shop.assert_nothing_lost(crowd)
