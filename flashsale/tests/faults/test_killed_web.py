"""The processes that serve are killed in the middle of a rush, and started again."""

import pytest

from flashsale.testing.rush_shop import RushShop
from flashsale.testing.selling_out import sell_out

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_the_lane_and_then_the_pages_are_killed(shop: RushShop) -> None:
    crowd = shop.crowd()
    crowd.start()
    crowd.wait_for("held", 15)

    shop.stop("lane")
    shop.start_lane()
    shop.wait_for_orders(12)
    shop.stop("pages")
    assert not crowd.is_over()
    shop.start_pages()

    crowd.end()
    shop.resume()
    shop.assert_nothing_lost(crowd)
    sell_out(shop)
    shop.assert_nothing_lost(crowd)
