"""How figures are told: as a table, as JSON, and as ratios to the script."""

from collections.abc import Mapping, Sequence
from typing import Any

from flashsale import tables
from inventory.bench.figures import Figures

HEADER = ("DRIVER", "A SECOND", "P50 MS", "P99 MS", "LOST ROUNDS", "CONTENTION", "ERRORS")


def table(medians: Mapping[str, Figures]) -> str:
    """A line a driver, in columns."""
    return tables.table(HEADER, [_row(driver, told) for driver, told in medians.items()])


def as_run(driver: str, told: Figures) -> dict[str, Any]:
    """The figures of a driver, as `--json` prints them."""
    return {
        "driver": driver,
        "rate": round(told.rate, 1),
        "p50_ms": round(told.p50_ms, 3),
        "p99_ms": round(told.p99_ms, 3),
        "retries": round(told.retries),
        "contention": round(told.contention),
        "errors": round(told.errors),
    }


def ratios(medians: Mapping[str, Figures]) -> str:
    """How the engine compares with the script: the one figure that another machine shares."""
    if not {"lua", "grouped"} <= medians.keys():
        return ""
    ours, theirs = medians["grouped"], medians["lua"]
    return (
        f"grouped / lua: {ours.rate / theirs.rate:.2f} x the rate,"
        f" {ours.p99_ms / theirs.p99_ms:.2f} x the p99"
    )


def _row(driver: str, told: Figures) -> Sequence[object]:
    counts = (told.retries, told.contention, told.errors)
    return (driver, round(told.rate), told.p50_ms, told.p99_ms, *map(round, counts))
