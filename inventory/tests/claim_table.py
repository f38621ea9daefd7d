"""What each verb of an order does in each state of its claim."""

from dataclasses import replace

from inventory import requests as ask
from inventory.errors import ClaimRefused, PoolClosed
from inventory.records import Claim, ClaimState, Hold
from inventory.tests.asking import (
    add_units,
    claim,
    open_shelf,
    reserve,
    restock,
    said,
    settle,
    unclaim,
)
from inventory.tests.shelf import HOLD_SECONDS, NOW, POOL, Shelf

HOLD = Hold(POOL, "ann", 2, "token of ann", NOW + HOLD_SECONDS * 1000)
CLAIMED = Claim("o", "ann", 2, "token of ann", HOLD.expires_at, ClaimState.CLAIMED)
SETTLED = replace(CLAIMED, state=ClaimState.SETTLED)
UNCLAIMED, RESTOCKED, VOID = ClaimState.UNCLAIMED, ClaimState.RESTOCKED, ClaimState.VOID

# units, available, held, claimed, sold
IN_HAND = (10, 8, 2, 0, 0)
IN_PAYMENT = (10, 8, 0, 2, 0)
IS_SOLD = (10, 8, 0, 0, 2)
ALL_FREE = (10, 10, 0, 0, 0)
ALL_GONE = (0, 0, 0, 0, 0)

STEPS: dict[str, tuple[ask.Request, ...]] = {
    "unknown": (),
    "claimed": (claim("o", "ann", 2),),
    "settled": (claim("o", "ann", 2), settle("o")),
    "unclaimed": (claim("o", "ann", 2), unclaim("o")),
    "restocked": (claim("o", "ann", 2), settle("o"), restock("o")),
    "restocked to product": (
        claim("o", "ann", 2), settle("o"), ask.ClosePool(), restock("o"),
    ),
    "void": (unclaim("o"),),
    "added": (add_units("o", 3),),
}  # fmt: skip
VERBS = {
    "claim": claim("o", "ann", 2),
    "unclaim": unclaim("o"),
    "settle": settle("o"),
    "restock": restock("o"),
}


def refused(state: str) -> object:
    return said(ClaimRefused(order="o", state=state))


TABLE = {
    ("unknown", "claim"): (CLAIMED, "claimed", IN_PAYMENT),
    ("unknown", "unclaim"): (VOID, "void", IN_HAND),
    ("unknown", "settle"): (refused("unknown"), "unknown", IN_HAND),
    ("unknown", "restock"): (VOID, "void", IN_HAND),
    ("claimed", "claim"): (CLAIMED, "claimed", IN_PAYMENT),
    ("claimed", "unclaim"): (UNCLAIMED, "unclaimed", IN_HAND),
    ("claimed", "settle"): (ClaimState.SETTLED, "settled", IS_SOLD),
    ("claimed", "restock"): (UNCLAIMED, "unclaimed", IN_HAND),
    ("settled", "claim"): (SETTLED, "settled", IS_SOLD),
    ("settled", "unclaim"): (refused("settled"), "settled", IS_SOLD),
    ("settled", "settle"): (ClaimState.SETTLED, "settled", IS_SOLD),
    ("settled", "restock"): (RESTOCKED, "restocked", ALL_FREE),
    ("unclaimed", "claim"): (refused("unclaimed"), "unclaimed", IN_HAND),
    ("unclaimed", "unclaim"): (UNCLAIMED, "unclaimed", IN_HAND),
    ("unclaimed", "settle"): (refused("unclaimed"), "unclaimed", IN_HAND),
    ("unclaimed", "restock"): (UNCLAIMED, "unclaimed", IN_HAND),
    ("restocked", "claim"): (refused("restocked"), "restocked", ALL_FREE),
    ("restocked", "unclaim"): (RESTOCKED, "restocked", ALL_FREE),
    ("restocked", "settle"): (refused("restocked"), "restocked", ALL_FREE),
    ("restocked", "restock"): (RESTOCKED, "restocked", ALL_FREE),
    ("restocked to product", "claim"): (refused("restocked"), "restocked to product", ALL_GONE),
    ("restocked to product", "unclaim"): (RESTOCKED, "restocked to product", ALL_GONE),
    ("restocked to product", "settle"): (refused("restocked"), "restocked to product", ALL_GONE),
    ("restocked to product", "restock"): (
        said(PoolClosed(units=2)), "restocked to product", ALL_GONE,
    ),
    ("void", "claim"): (refused("void"), "void", IN_HAND),
    ("void", "unclaim"): (VOID, "void", IN_HAND),
    ("void", "settle"): (refused("void"), "void", IN_HAND),
    ("void", "restock"): (VOID, "void", IN_HAND),
    ("added", "claim"): (refused("added"), "added", (13, 11, 2, 0, 0)),
    ("added", "unclaim"): (ClaimState.ADDED, "added", (13, 11, 2, 0, 0)),
    ("added", "settle"): (refused("added"), "added", (13, 11, 2, 0, 0)),
    ("added", "restock"): (ClaimState.ADDED, "added", (13, 11, 2, 0, 0)),
}  # fmt: skip


def shelf_with(state: str) -> Shelf:
    """A pool of 10 in which ann held 2 before order `o` came into this state."""
    shelf = open_shelf(units=10)
    shelf.ask(reserve("ann", 2))
    for step in STEPS[state]:
        shelf.ask(step)
    return shelf


def state_of(shelf: Shelf) -> str:
    known = shelf.claims.get("o")
    if known is None:
        return "unknown"
    return "restocked to product" if known.to_product else str(known.state)
