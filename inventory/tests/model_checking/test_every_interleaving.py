"""No interleaving of what a few processes do, to its end, shows wrong stock or a wrong word."""

import pytest

from inventory.tests.model_checking.cast import ANN_HOLDS_ALL, ANN_PAYS, LARGE, SMALL
from inventory.tests.model_checking.moves import Event
from inventory.tests.model_checking.records import records_of
from inventory.tests.model_checking.scenarios import HOLD_MS, Scenario
from inventory.tests.model_checking.search import Found, search
from inventory.tests.model_checking.timeline import timeline
from inventory.tests.model_checking.world import World


def searched(scenario: Scenario) -> Found:
    """Every state of it, in none of which anything is wrong."""
    world = World(scenario)
    found = search(world)
    assert found.violation is None, "\n".join([str(found.violation), *timeline(world, found.path)])
    return found


FENCED = (Event.NIL, Event.LATE_NIL, Event.LATE_DONE, Event.FOUND, Event.NOT_FOUND)

REACHED = {
    "both want all": {
        "Reserve: held", "Reserve: refused (OutOfStock)",
        Event.NIL,
    },
    "pay against time-up": {
        "MakeClaim: claimed (o1)", "MakeClaim: refused (HoldExpired)",
        "Reserve: held", "Reserve: refused (OutOfStock)",
        "SweepExpired: done (0)", "SweepExpired: done (2)",
        Event.NIL,
    },
    "pay against undo, and a line breaks": {
        "MakeClaim: claimed (o1)", "MakeClaim: refused (ClaimRefused)",
        "MakeClaim: refused (HoldExpired)", "MakeClaim: refused (ReservationContention)",
        "MakeClaim: unavailable (StockUnavailable)",
        "Unclaim: done (unclaimed)", "Unclaim: done (void)",
        "Unclaim: unavailable (StockUnavailable)",
        *FENCED,
    },
    "pay against reserve, and a line breaks": {
        "MakeClaim: claimed (o1)", "MakeClaim: refused (HoldExpired)",
        "MakeClaim: refused (ReservationContention)", "MakeClaim: unavailable (StockUnavailable)",
        "Reserve: held", "Reserve: refused (OutOfStock)",
        "Reserve: refused (ReservationContention)", "Reserve: unavailable (StockUnavailable)",
        *FENCED,
    },
    "pay again after two lines broke": {
        "MakeClaim: claimed (o1)", "MakeClaim: refused (HoldExpired)",
        "MakeClaim: unavailable (StockUnavailable)", "MakeClaim: unknown (StockUnavailable)",
        *Event,
    },
    "sold out, and undone": {
        "Reserve: held", "Reserve: refused (OutOfStock)", "Unclaim: done (unclaimed)",
        Event.NIL,
    },
    "let go or run out, and again in two tabs": {
        "Release: done (2)", "Release: done (0)",
        "Reserve: held", "Reserve: as it was", "Reserve: refused (Cooldown)",
        Event.NIL,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_ever_wrong(name: str) -> None:
    found = searched(SMALL[name])
    assert found.reached >= REACHED[name]


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.parametrize("name", LARGE)
def test_nothing_is_ever_wrong_where_more_happens(name: str) -> None:
    found = searched(LARGE[name])
    assert found.states > 40_000
    assert Event.NIL in found.reached


def test_a_hold_may_be_paid_in_the_millisecond_in_which_it_ends_and_not_later() -> None:
    """Its TTL key lives through that millisecond; the WATCH of the pool keeps the units right."""
    world = World(Scenario((ANN_PAYS,), given=ANN_HOLDS_ALL, moments=(HOLD_MS, HOLD_MS + 1)))
    assert search(world).violation is None
    lateness = {
        at - records.claims[made.order].expires_at
        for records in map(records_of, world.spaces.things)
        for at, made in records.movements if made.kind == "claim"
    }  # fmt: skip
    assert lateness == {-HOLD_MS, 0}
