"""`python -m bench.http`: what `make bench-http` calls."""

import argparse
import json
import sys
from dataclasses import asdict

from bench.http.pools import play_pools
from bench.http.results import as_data, complaints, results, results_of_runs
from bench.http.rounds import Plan, buyers_of, play
from bench.http.sides import Side, served_peer, served_shop
from bench.http.table import as_text
from bench.http.wrk import require_wrk
from bench.node import require_node
from bench.offers import offer
from bench.results import record
from bench.stage import Stage, stage
from bench.websockets import table as websocket_table
from bench.websockets.measuring import Load, Measured
from bench.websockets.sides import measure_shop, measure_socket_io
from flashsale.development.failing import CannotRun
from orders.management.progress import progress_bar

INVALID, CANNOT_RUN, STOPPED = 1, 2, 130
SIDES = 2


def main() -> int:
    asked = _arguments()
    plan = Plan(asked.turns, asked.seconds, asked.buyers, asked.connections)
    try:
        require_wrk()
        require_node()
        with stage() as made:
            shop = served_shop(made)
            sides: list[Side] = [shop, served_peer(made)]
            with progress_bar(total=plan.steps(SIDES) + 2 * plan.turns, unit=" steps") as bar:
                turns = play(sides, plan, folder=made.folder, done=bar.update)
                buyers = buyers_of(shop, folder=made.folder)
                pools = play_pools(shop, plan, buyers=buyers, done=bar.update)
            for name in ("granian", "express"):
                made.children.kill(name)
            sockets = _websockets(made) if asked.websockets else {}
    except CannotRun as error:
        sys.stderr.write(f"bench: {error}\n")
        return CANNOT_RUN
    except KeyboardInterrupt:
        return STOPPED
    found = results(turns) | {"pools": results_of_runs(pools)}
    data = {"http": as_data(found, plan)}
    if sockets:
        data["websockets"] = {side: asdict(values) for side, values in sockets.items()}
    texts = [as_text(found), *([websocket_table.as_text(sockets)] if sockets else [])]
    sys.stdout.write((json.dumps(data) if asked.as_json else "\n\n".join(texts)) + "\n")
    if found_wrong := complaints(found):
        sys.stderr.writelines(f"bench: INVALID: {sentence}\n" for sentence in found_wrong)
        return INVALID
    if asked.record:
        for section, values in data.items():
            record(section, values)
    return 0


def _arguments() -> argparse.Namespace:
    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m bench.http", description=__doc__)
    parser.add_argument("--turns", type=int, default=plan.turns, metavar="N")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="of each run")
    parser.add_argument("--buyers", type=int, default=plan.buyers, metavar="N", help="a side")
    parser.add_argument("--connections", type=int, default=plan.connections, metavar="N")
    parser.add_argument("--no-websockets", action="store_false", dest="websockets")
    parser.add_argument("--record", action="store_true", help="write bench/results.json")
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser.parse_args()


def _websockets(made: Stage) -> dict[str, Measured]:
    offered, load = offer(made), Load()
    return {
        "shop": measure_shop(made, offered, load=load),
        "socket.io": measure_socket_io(made, offered, load=load),
    }


if __name__ == "__main__":
    sys.exit(main())
