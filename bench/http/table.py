"""The results as a table."""

from collections.abc import Mapping

from bench.http.results import Result, ratio
from flashsale.tables import table

HEADER = ["TASK", "SIDE", "PER SECOND", "P50 MS", "P99 MS", "REFUSED", "NEW HOLDS", "COUNTS"]
TASKS = {"reserve": "reserve", "sold_out": "sold out", "pools": "many pools"}


def as_text(found: Mapping[str, Mapping[str, Result]]) -> str:
    """One row a task and side, then the ratios."""
    rows = [
        _row(TASKS[task], side, result)
        for task, sides in found.items()
        for side, result in sides.items()
    ]
    ratios = [
        f"{TASKS[task]}: {' / '.join(sides)} = {ratio(sides):.2f}" for task, sides in found.items()
    ]
    return "\n".join([table(HEADER, rows), *ratios])


def _row(task: str, side: str, result: Result) -> list[object]:
    return [
        task,
        side,
        result.rate,
        f"{result.p50_ms:.1f}",
        f"{result.p99_ms:.1f}",
        result.refused,
        f"{result.created_share:.1%}",
        "yes" if result.is_valid else f"INVALID: {result.statuses}, {result.broken} broken",
    ]
