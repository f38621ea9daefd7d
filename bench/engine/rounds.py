"""Runs that are compared: one after the other, again and again, and the medians of each."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from inventory.bench.figures import Figures, medians
from inventory.bench.load import Load
from inventory.bench.measuring import measure
from inventory.bench.pools import own_pools

Passed = Callable[[float], object]
"""Is called with the seconds that have passed since the last time, by the plan."""

Run = Callable[[], Figures]


def compared(runs: Mapping[str, Run], *, rounds: int) -> dict[str, Figures]:
    """Name → the medians of its figures, measured A B A B."""
    found: dict[str, list[Figures]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return {name: medians(figures) for name, figures in found.items()}


def press(
    driver: str, *, passed: Passed, seconds: float, clients: int = 64, processes: int = 2,
    pools: int = 1, hot: bool = False, sold_out: bool = False,
) -> Figures:  # fmt: skip
    """The figures of one run, on pools of its own."""
    with own_pools(pools, sold_out=sold_out) as (run, pool_ids):
        load = Load(
            driver=driver, run=run, lap=1, pools=pool_ids, clients=clients,
            processes=processes, seconds=seconds, hot=hot, sold_out=sold_out,
        )  # fmt: skip
        return on_time(load, passed)


def on_time(load: Load, passed: Passed) -> Figures:
    """The figures of the load; `passed` is told of its seconds and no more."""
    left = load.seconds

    def not_more(seconds: float) -> None:
        nonlocal left
        passed(min(seconds, left))
        left -= min(seconds, left)

    found = measure(load, passed=not_more)
    passed(left)
    return found


def ratio(ours: Figures, theirs: Figures) -> dict[str, float]:
    """What of ours is how many times theirs."""
    return {
        "rate": round(ours.rate / theirs.rate, 2),
        "p99": round(ours.p99_ms / theirs.p99_ms, 2),
    }


def as_data(found: Mapping[str, Figures]) -> dict[str, dict[str, Any]]:
    """The figures of each, for JSON."""
    return {
        name: {
            "rate": round(told.rate),
            "p50_ms": round(told.p50_ms, 2),
            "p99_ms": round(told.p99_ms, 2),
            "retries": round(told.retries),
            "contention": round(told.contention),
            "errors": round(told.errors),
        }
        for name, told in found.items()
    }


def drivers(names: Sequence[str], **press_options: Any) -> dict[str, Run]:
    """A run of each driver, with these options."""
    return {name: partial(press, name, **press_options) for name in names}
