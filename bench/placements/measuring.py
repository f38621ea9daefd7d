"""`python -m bench.placements.measuring THREADS ORDERS`: one turn on one database, as JSON.

The database, which may be empty, and the Redis are those of the environment.
"""

import json
import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    from bench.placements.tasks import measure  # noqa: PLC0415 - models need Django's settings

    call_command("migrate", verbosity=0)
    threads, orders = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(measure(threads, orders=orders)))


if __name__ == "__main__":
    main()
