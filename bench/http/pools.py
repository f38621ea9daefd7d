"""The same rush at the shop, into one pool and spread over many."""

from collections.abc import Callable
from pathlib import Path

from bench.http.rounds import MARGIN_SECONDS, Plan, run
from bench.http.sides import Shop
from bench.http.wrk import Press

MANY = 200


def play_pools(
    shop: Shop, plan: Plan, *, buyers: Path, done: Callable[[], object]
) -> dict[str, list[Press]]:
    """How many pools → its runs, in turn; `done` was called after each."""
    runs: dict[str, list[Press]] = {f"{MANY} pools": [], "1 pool": []}
    for _ in range(plan.turns):
        for name, number in zip(runs, (MANY, 1), strict=True):
            path = shop.open_pools(number)
            shop.warm(buyers, for_seconds=plan.seconds + MARGIN_SECONDS)
            runs[name].append(run(shop, path, buyers=buyers, seconds=plan.seconds, plan=plan))
            done()
    return runs
