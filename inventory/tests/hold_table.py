"""What each verb does with a buyer's hold of two units, in each state of it."""

from inventory import requests as ask
from inventory.errors import StockError
from inventory.records import Claim, Hold, Reservation
from inventory.rules import Outcome
from inventory.tests.asking import claim, extend, open_shelf, release, reserve, set_units
from inventory.tests.shelf import HOLD_SECONDS, NOW, POOL, Shelf

ENDS = NOW + HOLD_SECONDS * 1000
HELD = Hold(POOL, "ann", 2, "token of ann", ENDS)
RUN_OUT = ENDS  # a hold is dead in the millisecond that it names

VERBS: dict[str, ask.Request] = {
    "reserve 1": reserve("ann", 1),
    "reserve 2": reserve("ann", 2),
    "reserve 3": reserve("ann", 3),
    "set_units 1": set_units("ann", 1),
    "set_units 2": set_units("ann", 2),
    "set_units 3": set_units("ann", 3),
    "extend": extend("ann", 120),
    "release": release("ann"),
    "claim": claim("o", "ann", 2),
    "sweep": ask.SweepExpired(limit=10),
    "release_all": ask.ReleaseSome(limit=10),
}

# What the verb says, and the units and end of ann's hold afterwards. A reservation says whether
# it changed anything; a refusal its code.
TABLE = {
    ("none", "reserve 1"): ("changed", 1, ENDS),
    ("none", "reserve 2"): ("changed", 2, ENDS),
    ("none", "reserve 3"): ("changed", 3, ENDS),
    ("none", "set_units 1"): ("hold_expired", 0, None),
    ("none", "set_units 2"): ("hold_expired", 0, None),
    ("none", "set_units 3"): ("hold_expired", 0, None),
    ("none", "extend"): ("hold_expired", 0, None),
    ("none", "release"): (0, 0, None),
    ("none", "claim"): ("hold_expired", 0, None),
    ("none", "sweep"): (0, 0, None),
    ("none", "release_all"): (0, 0, None),
    ("live", "reserve 1"): ("as it was", 2, ENDS),
    ("live", "reserve 2"): ("as it was", 2, ENDS),
    ("live", "reserve 3"): ("changed", 3, ENDS),
    ("live", "set_units 1"): ("changed", 1, ENDS),
    ("live", "set_units 2"): ("as it was", 2, ENDS),
    ("live", "set_units 3"): ("changed", 3, ENDS),
    ("live", "extend"): ("changed", 2, ENDS + 120_000),
    ("live", "release"): (2, 0, None),
    ("live", "claim"): ("claimed", 0, None),
    ("live", "sweep"): (0, 2, ENDS),
    ("live", "release_all"): (2, 0, None),
    ("dead", "reserve 1"): ("changed", 1, ENDS + HOLD_SECONDS * 1000),
    ("dead", "reserve 2"): ("changed", 2, ENDS + HOLD_SECONDS * 1000),
    ("dead", "reserve 3"): ("changed", 3, ENDS + HOLD_SECONDS * 1000),
    ("dead", "set_units 1"): ("hold_expired", 0, None),
    ("dead", "set_units 2"): ("hold_expired", 0, None),
    ("dead", "set_units 3"): ("hold_expired", 0, None),
    ("dead", "extend"): ("hold_expired", 0, None),
    ("dead", "release"): (0, 0, None),
    ("dead", "claim"): ("hold_expired", 0, None),
    ("dead", "sweep"): (2, 0, None),
    ("dead", "release_all"): (2, 0, None),
    ("unpayable", "reserve 1"): ("as it was", 2, ENDS),
    ("unpayable", "reserve 2"): ("as it was", 2, ENDS),
    ("unpayable", "reserve 3"): ("changed", 3, ENDS),
    ("unpayable", "set_units 1"): ("hold_expired", 2, ENDS),
    ("unpayable", "set_units 2"): ("hold_expired", 2, ENDS),
    ("unpayable", "set_units 3"): ("hold_expired", 2, ENDS),
    ("unpayable", "extend"): ("hold_expired", 2, ENDS),
    ("unpayable", "release"): (2, 0, None),
    ("unpayable", "claim"): ("hold_expired", 2, ENDS),
    ("unpayable", "sweep"): (0, 2, ENDS),
    ("unpayable", "release_all"): (2, 0, None),
}
STATES = ("none", "live", "dead", "unpayable")


def shelf_with(state: str, *, units: int = 10) -> Shelf:
    """A pool in which ann has no hold, or one of 2 units in this state."""
    shelf = open_shelf(units=units)
    if state != "none":
        shelf.ask(reserve("ann", 2))
    if state == "dead":
        shelf.now = RUN_OUT
    if state == "unpayable":
        shelf.without_ttl.add("ann")
    return shelf


def said(outcome: Outcome) -> object:
    if isinstance(outcome, Reservation):
        return "changed" if outcome.changed else "as it was"
    if isinstance(outcome, Claim):
        return str(outcome.state)
    return outcome.code if isinstance(outcome, StockError) else outcome
