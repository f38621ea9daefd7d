"""What the turns come to: medians, ratios, and whether they count."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.http.rounds import Plan, Turn
from bench.http.wrk import Press

HELD = (200, 201)
REFUSED = (409,)
FEWEST_NEW_HOLDS = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of one side in one task; `created_share` is the lowest of its runs.

    `refused` and `broken` are of all runs, `statuses` has how often each came in each run.
    """

    rate: int
    p50_ms: float
    p99_ms: float
    refused: int
    broken: int
    created_share: float
    is_valid: bool
    statuses: list[dict[int, int]]


def results(turns: Mapping[str, Sequence[Turn]]) -> dict[str, dict[str, Result]]:
    """Task → side → what came of it."""
    return {
        "reserve": {
            side: _result([turn.reserved for turn in taken], expected=HELD)
            for side, taken in turns.items()
        },
        "sold_out": {
            side: _result([turn.refused for turn in taken], expected=REFUSED)
            for side, taken in turns.items()
        },
    }


def results_of_runs(runs: Mapping[str, Sequence[Press]]) -> dict[str, Result]:
    """Number of pools, or side → what came of its presses."""
    return {name: _result(presses, expected=HELD) for name, presses in runs.items()}


def ratio(sides: Mapping[str, Result]) -> float:
    """The first side's rate in terms of the second's."""
    first, second = sides.values()
    return round(first.rate / second.rate, 2)


def complaints(found: Mapping[str, Mapping[str, Result]]) -> list[str]:
    """Why the figures mean nothing; empty where they count."""
    invalid = [
        f"{side}, {task}: some answers were not the expected ones, or none."
        for task, sides in found.items()
        for side, result in sides.items()
        if not result.is_valid
    ]
    repeated = [
        f"{side}: only {result.created_share:.0%} of its answers were new holds, so the sides did"
        " not make the same writes. Measure more --buyers or fewer --seconds."
        for side, result in found["reserve"].items()
        if result.is_valid and result.created_share < FEWEST_NEW_HOLDS
    ]
    return invalid + repeated


def as_data(found: Mapping[str, Mapping[str, Result]], plan: Plan) -> dict[str, object]:
    """All of it, for JSON."""
    tasks = {
        task: {side: asdict(result) for side, result in sides.items()} | {"ratio": ratio(sides)}
        for task, sides in found.items()
    }
    return {**asdict(plan), **tasks}


def _result(runs: Sequence[Press], *, expected: Sequence[int]) -> Result:
    return Result(
        rate=round(median(run.rate for run in runs)),
        p50_ms=median(run.p50_ms for run in runs),
        p99_ms=median(run.p99_ms for run in runs),
        refused=sum(run.refused for run in runs),
        broken=sum(run.broken for run in runs),
        created_share=round(min(run.created_share for run in runs), 4),
        is_valid=all(run.is_valid(expected=expected) for run in runs),
        statuses=[run.statuses for run in runs],
    )
