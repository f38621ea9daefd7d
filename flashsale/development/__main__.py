"""`python -m flashsale.development run|valkey|forget`: what the Makefile calls."""

import argparse
import sys

from flashsale.development import forgetting, running, valkey
from flashsale.development.failing import CannotRun


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m flashsale.development", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve a seeded shop with a live sale, until Ctrl-C")
    commands.add_parser("valkey", help="start the embedded Valkey of a running shop again")
    commands.add_parser("forget", help="delete the shop's data in var/")
    actions = {"run": running.run, "valkey": valkey.run_alone, "forget": forgetting.forget}
    try:
        return actions[parser.parse_args().command]()
    except CannotRun as error:
        print(f"flashsale: {error}", file=sys.stderr)  # noqa: T201 - a command's answer
        return 1


if __name__ == "__main__":
    sys.exit(main())
