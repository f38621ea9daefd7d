"""A slot has moved, or is just moving: what the shells do that believe it is where it was."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from flashsale.testing.cluster import ValkeyCluster
from inventory import api, keys
from inventory.shells import threads
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.servers.rush import TTL_LATE_MS

pytestmark = [pytest.mark.slow, pytest.mark.cluster, pytest.mark.usefixtures("cluster")]

Reserve = Callable[[str, str], api.Reservation]


@pytest.fixture(params=["threads", "loops"])
def reserve(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reserve]:
    """A buyer reserves two units, through either shell, which is a new one."""
    shell = ThreadShell()
    monkeypatch.setattr(threads, "shell", lambda: shell)
    with asyncio.Runner() as runner:
        if request.param == "threads":
            yield lambda pool_id, buyer: api.reserve(pool_id, buyer=buyer, units=2)
        else:
            yield lambda pool_id, buyer: runner.run(api.areserve(pool_id, buyer=buyer, units=2))


@pytest.mark.parametrize("way", ["move_slot", "migrate_slot"])
def test_a_slot_that_has_moved_is_found(cluster: ValkeyCluster, reserve: Reserve, way: str) -> None:
    pool_id = given.an_open_pool()
    ann = reserve(pool_id, "ann").hold
    slot, source = cluster.slot_of(keys.pool(pool_id)), cluster.owner_of(keys.pool(pool_id))
    getattr(cluster, way)(slot, source, cluster.another_primary(source))
    bob = reserve(pool_id, "bob").hold
    assert reserve(pool_id, "ann").changed is False
    books = checked_books(pool_id, ttl_late_ms=TTL_LATE_MS)
    assert books.holds == {"ann": ann, "bob": bob}


@contextmanager
def one_key_has_moved(cluster: ValkeyCluster, pool_id: str, key: str) -> Iterator[None]:
    """Inside, the slot is moving, and this key is the only one that has arrived."""
    slot, source = cluster.slot_of(key), cluster.owner_of(key)
    target = cluster.another_primary(source)
    target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", source.name)
    source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", target.name)
    source.ask("MIGRATE", "127.0.0.1", target.port, key, 0, 5_000)
    yield
    cluster.move_slot(slot, source, target)


@pytest.mark.parametrize("key", [keys.pool, keys.holds, keys.ledger])
def test_a_pool_that_is_half_there_is_asked_for_again_and_never_taken_for_empty(
    cluster: ValkeyCluster,
    reserve: Reserve,
    settings: Settings,
    key: Callable[[str], str],
) -> None:
    """The other server would say that the key which it hasn't got yet doesn't exist."""
    pool_id = given.an_open_pool()
    ann = reserve(pool_id, "ann").hold
    settings.STOCK_PATIENCE_SECONDS = 0.2
    with one_key_has_moved(cluster, pool_id, key(pool_id)):
        for buyer in ("ann", "bob"):
            with pytest.raises(api.StockUnavailable) as unavailable:
                reserve(pool_id, buyer)
            assert not isinstance(unavailable.value, api.PoolMissing)
            assert str(unavailable.value.__cause__).startswith(("ASK", "TRYAGAIN"))
    assert reserve(pool_id, "ann").changed is False
    assert checked_books(pool_id, ttl_late_ms=TTL_LATE_MS).holds == {"ann": ann}
    bob = reserve(pool_id, "bob").hold
    books = checked_books(pool_id, ttl_late_ms=TTL_LATE_MS)
    assert (books.holds, books.counters) == ({"ann": ann, "bob": bob}, (10, 6, 4, 0, 0))
