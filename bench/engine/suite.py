"""All parts of the suite, measured one after the other on a Valkey of their own."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from bench.engine import crowds, holds, many_pools, plot
from bench.engine.rounds import Passed
from bench.engine.server import own_valkey
from bench.engine.table import as_text
from bench.results import record
from flashsale.development.failing import CannotRun
from inventory.bench.failing import BenchFailed
from inventory.errors import StockError

INVALID, STOPPED = 1, 130


@dataclass(frozen=True, slots=True)
class Part:
    """`takes` is how many seconds the plan gives it."""

    measure: Callable[[Passed], dict[str, Any]]
    takes: float


PARTS = {
    "clients": Part(crowds.curve, crowds.CURVE_TAKES),
    "processes": Part(crowds.duel, crowds.DUEL_TAKES),
    "sold-out": Part(crowds.sold_out, crowds.SOLD_OUT_TAKES),
    "pools": Part(many_pools.many_pools, many_pools.TAKES),
    "holds": Part(holds.holds, holds.TAKES),
}


def main(port: int) -> int:
    """Measures on a Valkey at this port, which the settings name, and tells; the exit code."""
    asked = _arguments()
    try:
        with own_valkey(port):
            found = _measured([name for name in PARTS if name in (asked.parts or PARTS)])
    except (BenchFailed, CannotRun, StockError) as failure:
        sys.stderr.write(f"bench: {failure}\n")
        return INVALID
    except KeyboardInterrupt:
        return STOPPED
    sys.stdout.write((json.dumps(found) if asked.as_json else as_text(found)) + "\n")
    if not asked.parts:
        record("engine", {"appendonly": "no", **found})
        plot.draw(found["clients"])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.engine",
        description="Measures the stock engine beside a plain driver and a Lua script, on a"
        " Valkey of its own that writes no file. Prints the figures, and writes them to"
        " bench/results.json and bench/reservations.svg.",
    )
    parser.add_argument(
        "--only", dest="parts", action="append", choices=PARTS, metavar="PART",
        help=f"measure and print this part alone, and write nothing: {', '.join(PARTS)};"
        " may be repeated",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
    return parser.parse_args()


def _measured(names: list[str]) -> dict[str, Any]:
    """Part → what came of it."""
    found = {}
    seconds = sum(PARTS[name].takes for name in names)
    form = "{desc} {percentage:3.0f}% |{bar}| {elapsed}"
    with tqdm(total=seconds, disable=None, leave=False, bar_format=form) as bar:
        for name in names:
            bar.set_description(name.ljust(9))
            found[name] = PARTS[name].measure(bar.update)
    return found
