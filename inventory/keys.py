"""The names of the engine's keys in Redis.

All keys of one pool carry its id in braces, so that a cluster keeps them in one slot. The
keys and what they hold are listed in README.md.
"""


def pool(pool_id: str) -> str:
    """Hash: the pool's counters and terms. Every write of the pool watches this key."""
    return f"stock:{{{pool_id}}}"


def holds(pool_id: str) -> str:
    """Hash: buyer → hold (JSON)."""
    return f"stock:{{{pool_id}}}:holds"


def expiry(pool_id: str) -> str:
    """Sorted set: buyer → the millisecond at which the hold runs out."""
    return f"stock:{{{pool_id}}}:expiry"


def bought(pool_id: str) -> str:
    """Hash: buyer → units claimed or sold."""
    return f"stock:{{{pool_id}}}:bought"


def orders(pool_id: str) -> str:
    """Hash: order → claim (JSON)."""
    return f"stock:{{{pool_id}}}:orders"


def ledger(pool_id: str) -> str:
    """Stream: one entry a movement of units."""
    return f"stock:{{{pool_id}}}:ledger"


def ttl(pool_id: str, buyer: str) -> str:
    """String that Redis deletes when the hold runs out: while it exists, the hold can be paid."""
    return f"hold:{{{pool_id}}}:{buyer}"


def rest(pool_id: str, buyer: str) -> str:
    """String: the millisecond from which the buyer may hold here again, in which it ends."""
    return f"rest:{{{pool_id}}}:{buyer}"


def turn(pool_id: str) -> str:
    """String, for a second: the number of the present turn. Advice, like the next (`turn.py`)."""
    return f"turn:{{{pool_id}}}"


def next_turn(pool_id: str) -> str:
    """List, for a second: the turn that was passed on, until the next in line takes it."""
    return f"next:{{{pool_id}}}"


def pools_of(buyer: str) -> str:
    """Set: pools in which this buyer may have holds. In another slot, never trusted."""
    return f"buyer:{buyer}:pools"
