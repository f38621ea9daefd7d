"""`python -m bench.opening_pools NUMBER UNITS`: so many pools are open; prints their ids.

Straight through the engine: no page shows them, and only the button works.
"""

import sys
from uuid import uuid4

from bench.offers import LIMIT
from inventory import api as inventory

HOLD_SECONDS = 600


def open_pools(number: int, *, units: int) -> list[str]:
    """The ids of new pools that sell since ever and for ever."""
    ids = [str(uuid4()) for _ in range(number)]
    for pool_id in ids:
        inventory.open_pool(
            pool_id, units=units, per_buyer_limit=LIMIT, hold_seconds=HOLD_SECONDS,
            opens_at=0, closes_at=None,
        )  # fmt: skip
    return ids


if __name__ == "__main__":
    sys.stdout.write("\n".join(open_pools(int(sys.argv[1]), units=int(sys.argv[2]))))
