"""Every verb on a cluster of three servers, through both shells; each pool where its slot is."""

from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from flashsale.testing.cluster import ValkeyCluster
from inventory import api, keys
from inventory.shells import threads
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.machine import BothShells, both_shells
from inventory.tests.test_state_machine import Shop

pytestmark = [pytest.mark.slow, pytest.mark.cluster, pytest.mark.usefixtures("cluster")]


@pytest.fixture
def shells(monkeypatch: pytest.MonkeyPatch) -> Iterator[BothShells]:
    """Each verb goes through the threads' shell or through a loop's, as the lots say."""
    with both_shells() as shells:
        monkeypatch.setattr(threads, "shell", lambda: shells)
        monkeypatch.setattr(Shop, "shells", shells, raising=False)
        yield shells


@pytest.fixture
def pools(cluster: ValkeyCluster) -> list[str]:
    """An open pool on each server."""
    found: dict[int, str] = {}
    while len(found) < 3:
        name = str(uuid4())
        found.setdefault(cluster.owner_of(keys.pool(name)).port, name)
    for name in found.values():
        api.open_pool(
            name, units=10, per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None
        )
    return list(found.values())


def test_in_any_order(shells: BothShells) -> None:
    """Pools and buyers are called otherwise in each example, so they are in all kinds of slots."""
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )  # fmt: skip
    assert min(shells.went.values()) > 100, "both were asked"


@pytest.mark.parametrize("lots", [1, 0], ids=["threads", "loops"])
def test_once(shells: BothShells, pools: list[str], lots: int) -> None:
    shells.lots = Always(lots)
    other = "loops" if lots else "threads"
    before = shells.went[other]
    for pool_id in pools:
        buyer, order = given.a_buyer(), given.an_order()
        api.reserve(pool_id, buyer=buyer, units=1)
        hold = api.set_units(pool_id, buyer=buyer, units=2).hold
        hold = api.extend(pool_id, buyer=buyer, seconds=60).hold
        given.claim_of(hold, order=order)
        assert api.unclaim(pool_id, order=order) == "unclaimed"
        assert api.release(pool_id, buyer=buyer) == 2
        sold = given.a_claim(pool_id, units=3)
        assert api.settle(pool_id, order=sold.order) == "settled"
        assert api.restock(pool_id, order=sold.order) == "restocked"
        given.ran_out(given.a_hold(pool_id))
        assert api.sweep_expired(pool_id) == 1
        given.a_hold(pool_id)
        assert api.release_all(pool_id) == 1
        api.pause(pool_id)
        api.resume(pool_id)
        api.reschedule(pool_id, opens_at=1, closes_at=None)
        api.set_limit(pool_id, per_buyer_limit=4)
        assert api.add_units(pool_id, units=1, operation="delivery") is True
        assert [one.kind for one in api.movements(pool_id, count=2)] == ["add_units", "release"]
        assert api.close_pool(pool_id) == 11
        assert checked_books(pool_id).counters == (0, 0, 0, 0, 0)
    assert shells.went[other] == before


class Always(Random):
    """One shell for all."""

    def __init__(self, lot: int) -> None:
        super().__init__()
        self._lot = lot

    def getrandbits(self, _: int) -> int:
        return self._lot


class TestPoolsOnAllServers:
    def test_are_counted_for_a_page_at_once(self, pools: list[str]) -> None:
        for number, pool_id in enumerate(pools):
            given.a_hold(pool_id, units=number + 1)
        given.ran_out(given.a_hold(pools[0], units=5))
        seen = api.stocks([*pools, "nowhere"])
        assert {name: one and one.available for name, one in seen.items()} == {
            pools[0]: 9, pools[1]: 8, pools[2]: 7, "nowhere": None,
        }  # fmt: skip

    def test_are_in_one_cart(self, pools: list[str]) -> None:
        """Whose list is on a server of its own."""
        buyer = given.a_buyer()
        holds = [given.a_hold(pool_id, buyer=buyer) for pool_id in pools]
        assert sorted(api.holds_of(buyer).holds, key=str) == sorted(holds, key=str)
        for hold in holds:
            given.ran_out(hold)
        assert api.holds_of(buyer).holds == ()

    def test_are_forgotten_by_the_cart_once_they_are_closed(self, pools: list[str]) -> None:
        buyer = given.a_buyer()
        for pool_id in pools:
            given.a_hold(pool_id, buyer=buyer)
            api.release(pool_id, buyer=buyer)
            api.close_pool(pool_id)
        assert given.client().scard(keys.pools_of(buyer)) == 3
        assert api.holds_of(buyer).holds == ()
        assert given.client().scard(keys.pools_of(buyer)) == 0

    def test_a_made_up_pool_leaves_nothing_behind(self) -> None:
        buyer = given.a_buyer()
        with pytest.raises(api.PoolMissing):
            api.reserve("nowhere", buyer=buyer, units=1)
        assert given.client().exists(keys.pools_of(buyer)) == 0


@pytest.mark.django_db
class TestTheLedgersOfPoolsOnAllServers:
    def test_are_carried_to_the_database_and_add_up_to_the_counters(self, pools: list[str]) -> None:
        for pool_id in pools:
            given.a_claim(pool_id, units=2)
        assert api.carry_movements(pools) == 9
        assert api.carry_movements(pools) == 0
        given.a_hold(pools[0])
        nowhere = str(uuid4())
        found = api.balances([*pools, nowhere])
        assert found.pop(nowhere) is None
        assert {name for name, balance in found.items() if balance} == set(pools)
        for balance in filter(None, found.values()):
            assert balance.counted == balance.moved

    def test_are_of_the_server_that_has_them(
        self, cluster: ValkeyCluster, pools: list[str]
    ) -> None:
        assert api.servers_of(pools) == {
            pool_id: cluster.owner_of(keys.pool(pool_id)).redis.info("server")["run_id"]
            for pool_id in pools
        }
        assert api.epochs_of([*pools, "nowhere"]) == {**dict.fromkeys(pools, 1), "nowhere": None}


class TestTheServers:
    def test_are_all_asked_whether_they_evict(self, cluster: ValkeyCluster) -> None:
        api.refuse_evicting_redis()
        one = next(node.redis for node in cluster.nodes if node.is_primary)
        one.config_set("maxmemory-policy", "allkeys-lru")
        try:
            with pytest.raises(api.EvictingRedis, match="allkeys-lru"):
                api.refuse_evicting_redis()
        finally:
            one.config_set("maxmemory-policy", "noeviction")

    @pytest.mark.django_db
    def test_are_ready(self, client: Client) -> None:
        assert client.get("/readyz").json() == {
            "status": "ready", "database": "up", "redis": "up",
        }  # fmt: skip
