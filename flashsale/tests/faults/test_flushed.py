"""Somebody says FLUSHALL in the middle of a rush."""

import pytest

from flashsale.testing.raw_pool import raw_pool
from flashsale.testing.rush_shop import RushShop
from flashsale.testing.selling_out import sell_out
from flashsale.testing.waiting import wait_until

NOTICED_WITHIN_SECONDS = 10

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_the_pools_come_back_without_anybodys_hand_and_the_rush_goes_on(shop: RushShop) -> None:
    shop.start_celery()
    shop.wait_for_celery()
    crowd = shop.crowd()
    crowd.start()
    shop.wait_for_orders(12)

    with shop.redis() as client:
        client.flushall()
        assert not crowd.is_over()
        wait_until(
            lambda: None not in [raw_pool(client, item) for item in shop.items],
            seconds=NOTICED_WITHIN_SECONDS,
        )

    crowd.end()
    # Nobody has called a command, and all that is left can be bought.
    sell_out(shop)
    shop.resume()
    shop.assert_nothing_lost(crowd)
