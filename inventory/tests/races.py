"""Threads that begin at the same moment, and what they got."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from inventory import api

Act = Callable[[], object]


def at_once(*acts: Act) -> list[object]:
    """What each act returned or was refused with; all began at the same moment."""
    start = threading.Barrier(len(acts), timeout=30)

    def done(act: Act) -> object:
        start.wait()
        try:
            return act()
        except api.StockError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(done, acts))


def reserving(pool_id: str, buyer: str, *, units: int = 1) -> Act:
    return lambda: api.reserve(pool_id, buyer=buyer, units=units)


def refusals(outcomes: Sequence[object]) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, api.StockError)]
