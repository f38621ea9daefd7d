"""`python -m bench.websockets`: the shop's live stock beside socket.io's."""

import argparse
import json
import sys
from dataclasses import asdict

from bench.node import require_node
from bench.offers import offer
from bench.stage import stage
from bench.websockets.measuring import Load
from bench.websockets.sides import measure_shop, measure_socket_io
from bench.websockets.table import as_text
from flashsale.development.failing import CannotRun

SIDES = {"shop": measure_shop, "socket.io": measure_socket_io}

CANNOT_RUN, STOPPED = 2, 130


def main() -> int:
    load = Load()
    parser = argparse.ArgumentParser(prog="python -m bench.websockets", description=__doc__)
    parser.add_argument("--only", choices=SIDES, help="measure this side alone")
    parser.add_argument("--sockets", type=int, default=load.sockets, metavar="N")
    parser.add_argument("--bursts", type=int, default=load.bursts, metavar="N")
    parser.add_argument("--seconds", type=float, default=load.seconds, help="length of a burst")
    parser.add_argument("--changes", type=float, default=load.changes_per_second, help="a second")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    load = Load(asked.sockets, asked.bursts, asked.seconds, asked.changes)
    sides = [asked.only] if asked.only else list(SIDES)
    try:
        if "socket.io" in sides:
            require_node()
        with stage() as made:
            offered = offer(made)
            measured = {side: SIDES[side](made, offered, load=load) for side in sides}
    except CannotRun as error:
        sys.stderr.write(f"bench: {error}\n")
        return CANNOT_RUN
    except KeyboardInterrupt:
        return STOPPED
    found = {side: asdict(values) for side, values in measured.items()}
    sys.stdout.write((json.dumps(found) if asked.as_json else as_text(measured)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
