"""A pool in which each verb that moves units has its subject."""

from inventory import api
from inventory.tests import given


class Stage:
    """A pool with a hold, a claimed and a settled order, for each verb to have its subject."""

    def __init__(self) -> None:
        self.pool_id = given.an_open_pool(units=20)
        self.hold = given.a_hold(self.pool_id, units=2)
        self.claimed = given.a_claim(self.pool_id)
        self.settled = given.a_claim(self.pool_id)
        api.settle(self.pool_id, order=self.settled.order)
        given.ran_out(given.a_hold(self.pool_id, units=3))
        self.buyer = given.a_buyer()
        self.order = given.an_order()


def reserve(stage: Stage) -> object:
    return api.reserve(stage.pool_id, buyer=stage.buyer, units=2).hold.units


def raise_hold(stage: Stage) -> object:
    return api.reserve(stage.pool_id, buyer=stage.hold.buyer, units=4).hold.units


def set_units(stage: Stage) -> object:
    return api.set_units(stage.pool_id, buyer=stage.hold.buyer, units=1).hold.units


def release(stage: Stage) -> object:
    return api.release(stage.pool_id, buyer=stage.hold.buyer)


def claim(stage: Stage) -> object:
    return given.claim_of(stage.hold, order=stage.order).units


def unclaim(stage: Stage) -> object:
    return api.unclaim(stage.pool_id, order=stage.claimed.order)


def settle(stage: Stage) -> object:
    return api.settle(stage.pool_id, order=stage.claimed.order)


def restock(stage: Stage) -> object:
    return api.restock(stage.pool_id, order=stage.settled.order)


def add_units(stage: Stage) -> object:
    return api.add_units(stage.pool_id, units=7, operation="delivery")


def sweep(stage: Stage) -> object:
    return api.sweep_expired(stage.pool_id)


MOVES = [
    (reserve, 2, ["reserve"], (20, 11, 7, 1, 1)),
    (raise_hold, 4, ["reserve"], (20, 11, 7, 1, 1)),
    (set_units, 1, ["set_units"], (20, 14, 4, 1, 1)),
    (release, 2, ["release"], (20, 15, 3, 1, 1)),
    (claim, 2, ["claim"], (20, 13, 3, 3, 1)),
    (unclaim, "unclaimed", ["unclaim"], (20, 13, 6, 0, 1)),
    (settle, "settled", ["settle"], (20, 13, 5, 0, 2)),
    (restock, "restocked", ["restock"], (20, 14, 5, 1, 0)),
    (add_units, True, ["add_units"], (27, 20, 5, 1, 1)),
    (sweep, 3, ["expire"], (20, 16, 2, 1, 1)),
]
