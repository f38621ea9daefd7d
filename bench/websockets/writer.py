"""`python -m bench.websockets.writer POOL`: a process under whose hands the count changes.

It works in bursts, with a silence after each: what the sockets have learned by the end of a
silence is the last value, or never comes. A line of JSON tells of each burst.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass

from inventory import api as inventory

BUYER = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True, slots=True)
class Burst:
    """Between `began_at` and `changed_at` the count changed; it is silent until `ended_at`.

    Seconds of the monotonic clock; `changed_at` is just before the last change was asked for,
    which left the pool with `version`.
    """

    began_at: float
    changed_at: float
    ended_at: float
    changes: int
    version: int


def burst(pool_id: str, *, seconds: float, silence: float, changes_per_second: float) -> Burst:
    """The count of the pool has changed for `seconds`, and then stood still for `silence`."""
    began_at = changed_at = time.monotonic()
    changes = 0
    while changes < seconds * changes_per_second:
        for change in (_reserve, _release):
            time.sleep(max(0.0, began_at + changes / changes_per_second - time.monotonic()))
            changed_at = time.monotonic()
            change(pool_id)
            changes += 1
    version = inventory.stock(pool_id).version
    time.sleep(silence)
    return Burst(began_at, changed_at, time.monotonic(), changes, version)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.websockets.writer", description=__doc__)
    parser.add_argument("pool")
    parser.add_argument("--bursts", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--silence", type=float, required=True)
    parser.add_argument("--changes", type=float, required=True, help="a second")
    asked = parser.parse_args()
    for _ in range(asked.bursts):
        done = burst(
            asked.pool,
            seconds=asked.seconds,
            silence=asked.silence,
            changes_per_second=asked.changes,
        )
        sys.stdout.write(json.dumps(asdict(done)) + "\n")
        sys.stdout.flush()
    return 0


def _reserve(pool_id: str) -> None:
    inventory.reserve(pool_id, buyer=BUYER, units=1)


def _release(pool_id: str) -> None:
    inventory.release(pool_id, buyer=BUYER)


if __name__ == "__main__":
    sys.exit(main())
