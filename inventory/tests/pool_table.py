"""What each verb does in each state of the pool."""

from inventory import requests as ask
from inventory.tests.asking import (
    add_units,
    claim,
    extend,
    open_shelf,
    release,
    reserve,
    restock,
    set_units,
    settle,
    unclaim,
)
from inventory.tests.shelf import LATER, NOW, TERMS, Shelf

DONE = "done"
VERBS: dict[str, ask.Request] = {
    "reserve": reserve("bob"),
    "reserve what is held": reserve("ann", 2),
    "set_units up": set_units("ann", 3),
    "set_units down": set_units("ann", 1),
    "extend": extend("ann"),
    "release": release("ann"),
    "claim": claim("new", "ann", 2),
    "unclaim": unclaim("claimed"),
    "settle": settle("claimed"),
    "restock": restock("settled"),
    "sweep": ask.SweepExpired(limit=9),
    "release_all": ask.ReleaseSome(limit=9),
    "add_units": add_units("op", 2),
    "close": ask.ClosePool(),
    "open": ask.OpenPool(units=1, terms=TERMS),
    "withdraw": ask.Withdraw(up_to_epoch=TERMS.epoch, patience_ms=0),
    "rebuild": ask.RebuildPool(withdrawal="", units=1, terms=TERMS, claims=()),
    "pause": ask.SetPaused(paused=True),
    "resume": ask.SetPaused(paused=False),
    "reschedule": ask.Reschedule(opens_at=NOW, closes_at=LATER),
    "set_limit": ask.SetLimit(per_buyer_limit=2),
    "set_cooldown": ask.SetCooldown(cooldown_seconds=9),
}
SELLING = dict.fromkeys(VERBS, DONE) | {"close": "busy"}
NOT_SELLING = {"reserve", "set_units up"}

# `ann` holds 2, order "claimed" is claimed, order "settled" is sold. A closed pool has no hold
# and no claim left. What differs from an open pool:
EXPECTED = {
    "missing": {
        verb: DONE if verb in ("open", "withdraw", "rebuild") else "unavailable"
        for verb in VERBS
    },
    "upcoming": SELLING | dict.fromkeys(NOT_SELLING, "not_open"),
    "open": SELLING,
    "paused": SELLING | dict.fromkeys(NOT_SELLING, "paused"),
    "ended": SELLING | dict.fromkeys(NOT_SELLING, "ended"),
    "closed": SELLING
    | dict.fromkeys(NOT_SELLING, "ended")
    | {
        "reserve what is held": "ended",
        "set_units up": "hold_expired",
        "set_units down": "hold_expired",
        "extend": "hold_expired",
        "claim": "hold_expired",
        "settle": "claim_refused",
        "restock": "ended",  # PoolClosed, whose units now belong to the product
        "add_units": "ended",
        "close": DONE,
    },
}  # fmt: skip
STATE_BY_VERB = [(state, verb) for state in EXPECTED for verb in VERBS]


def shelf_with(state: str) -> Shelf:
    if state == "missing":
        return Shelf()
    shelf = open_shelf(units=10)
    shelf.ask(reserve("cid"), claim("claimed", "cid"), reserve("dot"), claim("settled", "dot"))
    shelf.ask(settle("settled"), reserve("ann", 2))
    if state == "upcoming":
        shelf.ask(ask.Reschedule(opens_at=shelf.now + 1, closes_at=None))
    if state == "paused":
        shelf.ask(ask.SetPaused(paused=True))
    if state == "ended":
        shelf.ask(ask.Reschedule(opens_at=0, closes_at=shelf.now))
    if state == "closed":
        shelf.ask(release("ann"), unclaim("claimed"), release("cid"), ask.ClosePool())
    return shelf
