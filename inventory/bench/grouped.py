"""The engine itself: all requests of a process that wait for one pool go together."""

from inventory import api
from inventory.turn import Turn


def reserve(pool_id: str, *, buyer: str, units: int) -> api.Reservation:
    """The engine's own `reserve`."""
    return api.reserve(pool_id, buyer=buyer, units=units)


def lost_rounds() -> int:
    """How often a group of this process was decided anew, because another was faster."""
    return Turn.lost_rounds
