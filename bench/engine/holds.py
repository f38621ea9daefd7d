"""A million live holds in one pool: what they cost in memory, in speed, and in the sweep."""

import time
from collections.abc import Callable
from typing import Any

from bench.engine.rounds import Passed, as_data, compared, on_time, ratio
from flashsale.redis_clients import stock_client
from inventory import api
from inventory.bench import names
from inventory.bench.figures import Figures
from inventory.bench.holding import PARTS, hold_in_bulk, run_out
from inventory.bench.load import Load
from inventory.bench.pools import open_pool

MANY = 1_000_000
FEW = 100
EXPIRED = 50
SECONDS = 3.0
ROUNDS = 3
LOOK_SECONDS = 0.02
FILLING_TAKES = 40.0
TAKES = FILLING_TAKES + 2 * ROUNDS * SECONDS

BESIDE_THE_HOLD = ("ledger", "pools of buyers")
"""Parts that are not the hold itself: what was moved, and where a buyer's cart looks."""


def holds(passed: Passed) -> dict[str, Any]:
    """Memory a hold, the rate beside the rate with few holds, and the cost of a sweep."""
    run = names.new_run()
    pools = _Pools(run)
    many = pools.another()
    memory = _fill(many, run, passed)
    laps = iter(range(1, 1_000))

    def on(pool_id: str) -> Figures:
        load = Load(
            driver="grouped", run=run, lap=next(laps), pools=(pool_id,), clients=64,
            processes=2, seconds=SECONDS,
        )  # fmt: skip
        return on_time(load, passed)

    told = compared(
        {
            f"{FEW:,} holds": lambda: on(pools.another(held=FEW)),
            f"{MANY:,} holds": lambda: on(many),
        },
        rounds=ROUNDS,
    )
    few_told, many_told = told.values()
    return {
        "bytes a hold": memory,
        **as_data(told),
        "many / few": ratio(many_told, few_told),
        f"sweep of {EXPIRED}": {
            f"{FEW:,} holds": _sweep(pools.another(held=FEW), run),
            f"{MANY:,} holds": _sweep(many, run),
        },
    }


class _Pools:
    """Open pools of the run, numbered."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.count = 0

    def another(self, *, held: int = 0) -> str:
        pool_id = names.pool_id(self.run, self.count)
        self.count += 1
        open_pool(pool_id)
        if held:
            hold_in_bulk(pool_id, self.run, count=held)
        return pool_id


def _fill(pool_id: str, run: str, passed: Passed) -> dict[str, float]:
    """Part of the keys → bytes that it takes for each hold; with and without what is beside it."""
    found: dict[str, float] = {}
    before = _used_memory()

    def done(part: str) -> None:
        nonlocal before
        after = _used_memory()
        found[part] = round((after - before) / MANY, 1)
        before = after
        passed(FILLING_TAKES / len(PARTS))

    hold_in_bulk(pool_id, run, count=MANY, done=done)
    beside = sum(found[part] for part in BESIDE_THE_HOLD)
    everything = sum(found.values())
    return {
        **found,
        "everything": round(everything, 1),
        "without ledger and pools of buyers": round(everything - beside, 1),
    }


def _sweep(pool_id: str, run: str) -> dict[str, Any]:
    """What it cost to take back what ran out: commands, and the bytes that they answered with."""
    run_out(pool_id, run, count=EXPIRED)
    nothing = _cost(lambda: None)
    units = 0

    def sweep() -> None:
        nonlocal units
        units = api.sweep_expired(pool_id)

    cost = _cost(sweep)
    return {
        "units": units,
        "ms": round(cost["ms"], 2),
        "commands": cost["commands"] - nothing["commands"],
        "keys looked up": cost["keys"] - nothing["keys"],
        "bytes read": cost["bytes"] - nothing["bytes"],
    }


def _cost(act: Callable[[], object]) -> dict[str, Any]:
    """What the server counted while `act` ran, and how long it took."""
    client = stock_client()
    before: Any = client.info("stats")
    began = time.perf_counter()
    act()
    ms = (time.perf_counter() - began) * 1_000
    after: Any = client.info("stats")

    def more(*counters: str) -> int:
        return sum(int(after[name]) - int(before[name]) for name in counters)

    return {
        "ms": ms,
        "commands": more("total_commands_processed"),
        "keys": more("keyspace_hits", "keyspace_misses"),
        "bytes": more("total_net_output_bytes"),
    }


def _used_memory() -> int:
    """What the server uses once it has freed what was removed before."""
    while True:
        found: Any = stock_client().info("memory")
        if not found["lazyfree_pending_objects"]:
            return int(found["used_memory"])
        time.sleep(LOOK_SECONDS)
