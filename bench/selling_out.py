"""`python -m bench.selling_out POOL UNITS`: the pool's last units are sold."""

import sys
from uuid import uuid4

from inventory import api as inventory


def sell(pool_id: str, *, units: int) -> None:
    """One buyer has bought these units, by the engine's books."""
    order, buyer = uuid4(), uuid4()
    held = inventory.reserve(pool_id, buyer=buyer, units=units)
    inventory.claim(pool_id, order=order, buyer=buyer, units=units, token=held.hold.token)
    inventory.settle(pool_id, order=order)


if __name__ == "__main__":
    sell(sys.argv[1], units=int(sys.argv[2]))
