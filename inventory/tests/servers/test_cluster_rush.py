"""Slots move, and a primary dies, while buyers press: a moment of waiting, and no wrong count.

A cluster copies to its replicas after it has answered. What a primary took in its last moments may
die with it, and nothing here promises otherwise (a buyer's hold or claim of that moment may be
gone; the database knows the orders, and a rebuild restores their claims). What is promised: what
the replica has is whole, since a transaction is copied as one; so no unit is sold twice in it, and
its books add up.
"""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from flashsale.testing.cluster import Node, ValkeyCluster
from inventory import api, keys
from inventory.tests.servers.rush import (
    LARGE_POOL_UNITS,
    SMALL_POOL_UNITS,
    opened,
    rush,
    untrue,
)

pytestmark = [pytest.mark.slow, pytest.mark.cluster]

LOST_SECONDS = 1.0
"""How long before its end what a primary took may not have been copied."""

Move = Callable[[int, Node, Node], None]


@pytest.fixture
def pools(cluster: ValkeyCluster) -> list[str]:
    """Two small pools and two large ones; the first and the third are on the same server."""
    found: dict[int, str] = {}
    while len(found) < 2:
        name = str(uuid4())
        found.setdefault(cluster.owner_of(keys.pool(name)).port, name)
    hot, other = found.values()
    beside = other
    while cluster.owner_of(keys.pool(beside)) is not cluster.owner_of(keys.pool(hot)):
        beside = str(uuid4())
    opened(hot, units=SMALL_POOL_UNITS)
    opened(other, units=SMALL_POOL_UNITS)
    return [
        hot,
        other,
        opened(beside, units=LARGE_POOL_UNITS),
        opened(str(uuid4()), units=LARGE_POOL_UNITS),
    ]


@pytest.mark.parametrize("way", ["key by key", "at one moment"])
def test_slots_of_hot_pools_move_and_all_is_as_it_was_told(
    cluster: ValkeyCluster, pools: list[str], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """There and back again; nobody dies, so nothing may be lost."""
    with rush(monkeypatch, small=pools[:2], large=pools[2:]) as going:
        for pool_id in (pools[0], pools[2], pools[0], pools[2]):
            slot, source = cluster.slot_of(keys.pool(pool_id)), cluster.owner_of(keys.pool(pool_id))
            target = cluster.another_primary(source)
            if way == "key by key":
                cluster.move_slot(slot, source, target, between=lambda: time.sleep(0.005))
            else:
                cluster.migrate_slot(slot, source, target)
            assert cluster.owner_of(keys.pool(pool_id)) is target
            going.wait_for_more()
    assert [story.troubles for story in going.stories if story.troubles] == [], (
        "all were waited for"
    )
    assert [untrue(going.stories, pool_id) for pool_id in pools] == [[], [], [], []]


def test_the_primary_of_hot_pools_is_killed_and_no_unit_is_sold_twice(
    cluster: ValkeyCluster, pools: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with rush(monkeypatch, small=pools[:2], large=pools[2:]) as going:
        killed = cluster.owner_of(keys.pool(pools[0]))
        there = [pool_id for pool_id in pools if cluster.owner_of(keys.pool(pool_id)) is killed]
        killed_at = time.monotonic()
        killed.kill()
        going.wait_for_more()
        cluster.wait_until_well(replicas=False)
        going.wait_for_more(200)
    troubles = {name for story in going.stories for name in story.troubles}
    assert troubles <= {"StockUnavailable", "ReservationContention"}
    assert "StockUnavailable" in troubles, "somebody was on the way when it died"
    for pool_id in pools:
        lost = untrue(going.stories, pool_id)
        assert not lost or pool_id in there
        assert all(killed_at - LOST_SECONDS < story.told_at < killed_at + 1 for story in lost)
    assert all(api.stock(pool_id).version > 0 for pool_id in pools)
