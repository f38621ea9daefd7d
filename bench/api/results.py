"""What the turns come to: medians, the ratio, and whether they count."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median

from bench.api.turns import API, VIEW, Plan
from bench.http.results import Result, complaints, results_of_runs
from bench.http.wrk import Press
from flashsale.tables import table

LEAST_RATIO = 0.8
HEADER = ["SIDE", "PER SECOND", "P50 MS", "P99 MS", "NEW HOLDS", "COUNTS"]

Runs = Mapping[str, Sequence[Press]]


def results(runs: Runs) -> dict[str, Result]:
    """Side → what came of its runs."""
    return results_of_runs(runs)


def ratios(runs: Runs) -> list[float]:
    """Turn by turn, the API's rate in terms of the view's."""
    sides = zip(runs[API], runs[VIEW], strict=True)
    return [round(api.rate / view.rate, 3) for api, view in sides]


def ratio(runs: Runs) -> float:
    """The median of those within one turn: what else the machine did in it met both sides."""
    return round(median(ratios(runs)), 2)


def faults(runs: Runs) -> list[str]:
    """Why the figures mean nothing; empty where they count."""
    return complaints({"reserve": results(runs)})


def as_text(runs: Runs) -> str:
    """One row a side, then the ratio."""
    rows = [
        [
            side,
            result.rate,
            f"{result.p50_ms:.1f}",
            f"{result.p99_ms:.1f}",
            f"{result.created_share:.1%}",
            "yes" if result.is_valid else f"INVALID: {result.statuses}, {result.broken} broken",
        ]
        for side, result in results(runs).items()
    ]
    return f"{table(HEADER, rows)}\n{API} / {VIEW} = {ratio(runs):.2f} (wanted: {LEAST_RATIO})"


def as_data(runs: Runs, plan: Plan) -> dict[str, object]:
    """All of it, for JSON."""
    sides = {side: asdict(result) for side, result in results(runs).items()}
    return {**asdict(plan), "ratio": ratio(runs), "ratios": ratios(runs), "sides": sides}
