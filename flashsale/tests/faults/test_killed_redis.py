"""Valkey, which writes its file every second, is killed in the middle of a rush."""

from pathlib import Path

import pytest

from flashsale.testing.judge import units_sold
from flashsale.testing.raw_pool import sold_in
from flashsale.testing.rush_shop import ALIAS, RushShop
from flashsale.testing.selling_out import sell_out

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_killed_and_started_again_it_goes_on_where_it_was(shop: RushShop) -> None:
    crowd = shop.crowd()
    crowd.start()
    shop.wait_for_orders(12)

    shop.stop("Valkey")
    assert not crowd.is_over()
    shop.start_valkey()

    crowd.end()
    shop.resume()
    shop.assert_nothing_lost(crowd)
    sell_out(shop)
    shop.assert_nothing_lost(crowd)


def test_what_it_had_not_yet_written_to_the_disk_is_found_in_the_database(shop: RushShop) -> None:
    crowd = shop.crowd()
    crowd.start()
    shop.wait_for_orders(8)
    file = next((shop.folder / "valkey" / "appendonlydir").glob("*.incr.aof"))
    on_disk = file.stat().st_size
    shop.wait_for_orders(8)

    shop.stop("Valkey")
    # A machine that dies takes the last second of the file with it; a process alone does not.
    _truncate(file, on_disk)
    shop.start_valkey()
    shop.wait_until_ready()
    with shop.redis() as client:
        assert sold_in(client, shop.items) < units_sold(using=ALIAS).total()

    crowd.end()
    shop.resume()
    shop.assert_nothing_lost(crowd)
    sell_out(shop)
    shop.assert_nothing_lost(crowd)


def _truncate(file: Path, size: int) -> None:
    with file.open("r+b") as writing:
        writing.truncate(size)
