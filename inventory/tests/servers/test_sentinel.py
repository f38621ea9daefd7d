"""The primary is the one that Sentinel names: another one from one moment to the next.

What `test_cluster_rush.py` says of a primary's last moments holds here too.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from threading import Timer

import pytest

from flashsale.development.ports import free_port
from flashsale.testing.sentinel import WatchedPair
from inventory import api, keys
from inventory.shells import threads
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.servers.rush import (
    LARGE_POOL_UNITS,
    SMALL_POOL_UNITS,
    opened,
    rush,
    untrue,
)

pytestmark = [pytest.mark.slow, pytest.mark.cluster]

LOST_SECONDS = 1.0

Reserve = Callable[[str], api.Hold]


@pytest.fixture
def by_thread(monkeypatch: pytest.MonkeyPatch) -> Reserve:
    """Somebody reserves a unit, through a threads' shell that is a new one."""
    shell = ThreadShell()
    monkeypatch.setattr(threads, "shell", lambda: shell)
    return given.a_hold


@pytest.fixture
def by_loop() -> Iterator[Reserve]:
    """The same through an event loop's, once the loop has heard what happened meanwhile."""

    async def reserve(pool_id: str) -> api.Hold:
        await asyncio.sleep(0.01)
        return (await api.areserve(pool_id, buyer=given.a_buyer(), units=1)).hold

    with asyncio.Runner() as runner:
        yield lambda pool_id: runner.run(reserve(pool_id))


def held(pool_id: str) -> list[api.Hold]:
    return sorted(checked_books(pool_id).holds.values(), key=str)


def test_the_primary_is_found(pair: WatchedPair, by_thread: Reserve, by_loop: Reserve) -> None:
    pool_id = given.an_open_pool()
    holds = [by_thread(pool_id), by_loop(pool_id)]
    assert held(pool_id) == sorted(holds, key=str)
    assert pair.primary.redis.exists(keys.pool(pool_id)) == 1
    assert api.holds_of(holds[0].buyer).holds == (holds[0],)
    api.refuse_evicting_redis()


def test_a_primary_that_was_exchanged_is_followed(
    pair: WatchedPair, by_thread: Reserve, by_loop: Reserve
) -> None:
    pool_id = given.an_open_pool()
    before = [by_thread(pool_id), by_loop(pool_id)]
    pair.fail_over()
    after = [by_thread(pool_id), by_loop(pool_id)]
    assert held(pool_id) == sorted([*before, *after], key=str)


@pytest.mark.parametrize("name", ["by_thread", "by_loop"])
def test_a_line_to_one_that_takes_no_writes_any_more_is_given_up(
    pair: WatchedPair, request: pytest.FixtureRequest, name: str
) -> None:
    """It has become a replica; nobody closed our lines, and it is what Sentinel still names."""
    reserve: Reserve = request.getfixturevalue(name)
    pool_id = given.an_open_pool()
    before = reserve(pool_id)
    primary = pair.primary.redis
    primary.replicaof("127.0.0.1", free_port())
    Timer(0.3, primary.replicaof, ["NO", "ONE"]).start()
    after = reserve(pool_id)
    assert held(pool_id) == sorted([before, after], key=str)


def test_the_primary_is_killed_in_a_rush_and_no_unit_is_sold_twice(
    pair: WatchedPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = [opened(given.a_buyer(), units=SMALL_POOL_UNITS) for _ in range(2)]
    pools.append(opened(given.a_buyer(), units=LARGE_POOL_UNITS))
    with rush(monkeypatch, small=pools[:2], large=pools[2:]) as going:
        killed_at = time.monotonic()
        pair.primary.kill()
        going.wait_for_more()
        pair.revive()
        going.wait_for_more(200)
    troubles = {name for story in going.stories for name in story.troubles}
    assert troubles <= {"StockUnavailable", "ReservationContention"}
    assert "StockUnavailable" in troubles, "somebody was on the way when it died"
    lost = [story for pool_id in pools for story in untrue(going.stories, pool_id)]
    assert all(killed_at - LOST_SECONDS < story.told_at < killed_at + 1 for story in lost)
