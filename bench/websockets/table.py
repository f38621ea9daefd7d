"""The measurements of websockets as a table."""

from collections.abc import Mapping

from bench.websockets.measuring import Measured
from flashsale.tables import table

HEADER = [
    "SIDE", "SOCKETS", "MESSAGES", "EACH/S MIN", "MEDIAN", "LAST VALUE P50 MS", "P99 MS",
    "LATE", "CPU US/MESSAGE", "CLIENT BUSY",
]  # fmt: skip


def as_text(measured: Mapping[str, Measured]) -> str:
    """One row a side."""
    return table(HEADER, [_row(side, values) for side, values in measured.items()])


def _row(side: str, values: Measured) -> list[object]:
    cpu = values.cpu_us_per_message
    return [
        side,
        values.sockets - values.lost,
        values.messages,
        f"{values.rate_min:.1f}",
        f"{values.rate_median:.1f}",
        f"{values.last_value_p50_ms:.0f}",
        f"{values.last_value_p99_ms:.0f}",
        values.late,
        "?" if cpu is None else f"{cpu:.0f}",
        f"{values.client_busy:.0%}",
    ]
