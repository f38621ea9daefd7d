"""What the visits come to: medians, each side's rate in terms of the empty view's, and whether
they count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.http.wrk import Press
from bench.pages.visits import EMPTY, Plan
from flashsale.tables import table

EXPECTED = (200,)
HEADER = ["SIDE", "PER SECOND", "P50 MS", "P99 MS", "OF THE EMPTY VIEW", "COUNTS"]


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of one side. `ratio` is the median of those within one turn, so that what else the
    machine did in a turn met both."""

    rate: int
    p50_ms: float
    p99_ms: float
    ratio: float
    is_valid: bool
    statuses: list[dict[int, int]]
    broken: int


def results(runs: Mapping[str, Sequence[Press]]) -> dict[str, Result]:
    """Side → what came of it."""
    return {side: _result(taken, empty=runs[EMPTY]) for side, taken in runs.items()}


def complaints(found: Mapping[str, Result]) -> list[str]:
    """Why the figures mean nothing; empty where they count."""
    return [
        f"{side}: some answers were not 200, or none was: {result.statuses}, {result.broken} broken"
        for side, result in found.items()
        if not result.is_valid
    ]


def as_text(found: Mapping[str, Result]) -> str:
    """One row a side."""
    rows = [
        [
            side,
            result.rate,
            f"{result.p50_ms:.1f}",
            f"{result.p99_ms:.1f}",
            result.ratio,
            "yes" if result.is_valid else "INVALID",
        ]
        for side, result in found.items()
    ]
    return table(HEADER, rows)


def as_data(found: Mapping[str, Result], plan: Plan) -> dict[str, object]:
    """All of it, for JSON."""
    return {**asdict(plan), "sides": {side: asdict(result) for side, result in found.items()}}


def _result(taken: Sequence[Press], *, empty: Sequence[Press]) -> Result:
    ratios = [run.rate / base.rate for run, base in zip(taken, empty, strict=True)]
    return Result(
        rate=round(median(run.rate for run in taken)),
        p50_ms=median(run.p50_ms for run in taken),
        p99_ms=median(run.p99_ms for run in taken),
        ratio=round(median(ratios), 2),
        is_valid=all(run.is_valid(expected=EXPECTED) for run in taken),
        statuses=[run.statuses for run in taken],
        broken=sum(run.broken for run in taken),
    )
