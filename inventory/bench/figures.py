"""The figures of a run, and the median of several."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median

from inventory.bench.load import Load, Tally
from inventory.errors import OutOfStock, ReservationContention


@dataclass(frozen=True, slots=True)
class Figures:
    """`rate` is answers a second; the milliseconds are of every press, but for those on a hot pool.

    `retries` are lost rounds, `contention` the presses that were refused because others were
    faster for too long, `errors` all other refusals that should not have been.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    retries: float
    contention: float
    errors: float


def figures(load: Load, tally: Tally) -> Figures:
    """What the tally of this load says."""
    seconds = sorted(tally.seconds)
    refused = tally.refused.copy()
    contention = refused.pop(ReservationContention.code, 0)
    if load.sold_out:
        del refused[OutOfStock.code]
    return Figures(
        rate=tally.answered / load.seconds,
        p50_ms=percentile(seconds, 50) * 1_000,
        p99_ms=percentile(seconds, 99) * 1_000,
        retries=tally.lost_rounds,
        contention=contention,
        errors=refused.total(),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that is not below `percent` of all (the nearest rank)."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def medians(runs: Sequence[Figures]) -> Figures:
    """Each figure's median over the runs."""
    names = [one.name for one in fields(Figures)]
    return Figures(**{name: median(getattr(run, name) for run in runs) for name in names})
