"""`python -m bench.placements`: what `make bench-databases` calls."""

import argparse
import json
import sys
from collections.abc import Mapping

from tqdm import tqdm

from bench.placements.databases import NAMES, start
from bench.placements.results import as_text, medians
from bench.results import record
from bench.stage import Stage, stage
from flashsale.development.failing import CannotRun
from flashsale.testing.mongod import MongodMissing
from flashsale.testing.postgres import PostgresMissing

CANNOT_RUN = 2


def main() -> int:
    asked = _arguments()
    turns: dict[str, list[Mapping[str, float]]] = {name: [] for name in asked.databases}
    try:
        with stage() as made:
            urls = {name: start(name, folder=made.folder) for name in asked.databases}
            rounds = [(name, url) for _ in range(asked.turns) for name, url in urls.items()]
            for name, url in tqdm(rounds, unit=" turns", disable=None):
                turns[name].append(_turn(made, url, threads=asked.threads, orders=asked.orders))
    except (CannotRun, MongodMissing, PostgresMissing) as error:
        sys.stderr.write(f"bench: {error}\n")
        return CANNOT_RUN
    found = {name: medians(measured) for name, measured in turns.items()}
    sys.stdout.write((json.dumps(found) if asked.as_json else as_text(found)) + "\n")
    if asked.record:
        settings = {"threads": asked.threads, "orders": asked.orders, "turns": asked.turns}
        record("placements", {**settings, "databases": found})
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.placements", description=__doc__)
    parser.add_argument("databases", nargs="*", default=NAMES, metavar="sqlite|mongodb|postgres")
    parser.add_argument("--threads", type=int, default=64, metavar="N")
    parser.add_argument("--orders", type=int, default=1_000, metavar="N", help="a turn")
    parser.add_argument("--turns", type=int, default=3, metavar="N")
    parser.add_argument("--record", action="store_true", help="write bench/results.json")
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser.parse_args()


def _turn(made: Stage, url: str, *, threads: int, orders: int) -> dict[str, float]:
    """One turn, in a process of its own, on the database at `url`."""
    command = [sys.executable, "-m", "bench.placements.measuring", str(threads), str(orders)]
    told = made.run(["env", f"DATABASE_URL={url}", *command])
    rates: dict[str, float] = json.loads(told)
    return rates


if __name__ == "__main__":
    sys.exit(main())
