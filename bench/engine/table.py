"""What the suite found, as text: one table of all runs, then what else is known."""

from collections.abc import Iterator, Mapping
from typing import Any

from flashsale.tables import table

HEADER = ["PART", "RUN", "A SECOND", "P50 MS", "P99 MS", "LOST ROUNDS", "CONTENTION", "ERRORS"]
RUN = {"rate", "p50_ms", "p99_ms", "retries", "contention", "errors"}


def as_text(found: Mapping[str, Any]) -> str:
    """A row for each run, and a line for each ratio and for all that is no run."""
    rows, lines = [], []
    for path, facts in _leaves(found, ()):
        if facts.keys() == RUN:
            rows.append(_row(path, facts))
        else:
            told = ", ".join(f"{name} {value:,g}" for name, value in facts.items())
            lines.append(f"{': '.join(path)}: {told}")
    return "\n".join([table(HEADER, rows), "", *lines])


def _leaves(
    found: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Where the facts stand that have no more facts in them."""
    if not any(isinstance(value, Mapping) for value in found.values()):
        yield path, found
        return
    for name, value in found.items():
        yield from _leaves(value, (*path, name))


def _row(path: tuple[str, ...], facts: Mapping[str, Any]) -> list[object]:
    *part, run = path
    return [
        " ".join(part),
        run,
        facts["rate"],
        f"{facts['p50_ms']:.2f}",
        f"{facts['p99_ms']:.2f}",
        facts["retries"],
        facts["contention"],
        facts["errors"],
    ]
