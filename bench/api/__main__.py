"""`python -m bench.api`: what `make bench-api` calls."""

import argparse
import json
import sys

from bench.api.results import LEAST_RATIO, as_data, as_text, faults, ratio
from bench.api.turns import Plan, play
from bench.http.wrk import require_wrk
from bench.results import record
from bench.stage import stage
from flashsale.development.failing import CannotRun
from orders.management.progress import progress_bar

FAILED, CANNOT_RUN, STOPPED = 1, 2, 130


def main() -> int:
    asked = _arguments()
    plan = Plan(asked.turns, asked.seconds, asked.buyers, asked.connections)
    try:
        require_wrk()
        with stage() as made, progress_bar(total=plan.steps(), unit=" steps") as bar:
            runs = play(made, plan, done=bar.update)
    except CannotRun as error:
        sys.stderr.write(f"bench: {error}\n")
        return CANNOT_RUN
    except KeyboardInterrupt:
        return STOPPED
    data = as_data(runs, plan)
    sys.stdout.write((json.dumps(data) if asked.as_json else as_text(runs)) + "\n")
    if found_wrong := faults(runs):
        sys.stderr.writelines(f"bench: INVALID: {sentence}\n" for sentence in found_wrong)
        return FAILED
    if asked.record:
        record("api", data)
    if ratio(runs) < LEAST_RATIO:
        sys.stderr.write(f"bench: the API is slower than {LEAST_RATIO} times the plain view.\n")
        return FAILED
    return 0


def _arguments() -> argparse.Namespace:
    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__)
    parser.add_argument("--turns", type=int, default=plan.turns, metavar="N")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="of each run")
    parser.add_argument("--buyers", type=int, default=plan.buyers, metavar="N")
    parser.add_argument("--connections", type=int, default=plan.connections, metavar="N")
    parser.add_argument("--record", action="store_true", help="write bench/results.json")
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
