"""What a pool should do, said as simply as Python can: no keys, no counters, no races.

A hold whose time is over is simply gone; how many units are free is what the others leave.
Verbs return what the engine should: a value, or the name of the class with which it refuses.
"""

from dataclasses import dataclass, field

GONE = ("unclaimed", "restocked", "void")


@dataclass
class ModelHold:
    units: int
    token: str
    ends: int
    extended: bool = False


@dataclass
class ModelOrder:
    state: str
    buyer: str = ""
    units: int = 0
    token: str = ""
    ends: int = 0
    extended: bool = False
    is_over: bool = False  # the clock of the hold that it claimed has run out
    to_product: bool = False


@dataclass
class ModelPool:
    units: int
    limit: int
    cooldown: int = 0
    phase: str = "open"
    paused: bool = False
    returned: int | None = None
    holds: dict[str, ModelHold] = field(default_factory=dict)
    orders: dict[str, ModelOrder] = field(default_factory=dict)
    operations: set[str] = field(default_factory=set)
    pausing: set[str] = field(default_factory=set)  # what a pool that is lost leaves behind

    @property
    def held(self) -> int:
        return sum(hold.units for hold in self.holds.values())

    @property
    def claimed(self) -> int:
        return self._in_state("claimed")

    @property
    def sold(self) -> int:
        return self._in_state("settled")

    @property
    def available(self) -> int:
        return self.units - self.held - self.claimed - self.sold

    def bought(self, buyer: str) -> int:
        return sum(
            order.units for order in self.orders.values()
            if order.buyer == buyer and order.state in ("claimed", "settled")
        )  # fmt: skip

    def may_raise(self, buyer: str, units: int) -> str | None:
        """Why the buyer's hold can't have so many units now; None if it can."""
        hold = self.holds.get(buyer)
        if self.returned is not None or self.phase == "ended":
            return "SaleEnded"
        if self.phase == "upcoming":
            return "NotOpen"
        if self.paused:
            return "SalePaused"
        if self.cooldown and hold is None and buyer in self.pausing:
            return "Cooldown"
        if self.bought(buyer) + units > self.limit:
            return "PurchaseLimit"
        return "OutOfStock" if units - (hold.units if hold else 0) > self.available else None

    def reserve(self, buyer: str, units: int) -> str | None:
        """Why it is refused, or None: then the hold has at least `units`."""
        hold = self.holds.get(buyer)
        if hold and hold.units >= units:
            return None
        return self.may_raise(buyer, units)

    def give_up(self, buyer: str) -> int:
        """The buyer's hold is gone, by their own doing: its units."""
        if buyer not in self.holds:
            return 0
        if self.cooldown:
            self.pausing.add(buyer)
        return self.holds.pop(buyer).units

    def set_units(self, buyer: str, units: int) -> str | None:
        hold = self.holds.get(buyer)
        if hold is None:
            return "HoldExpired"
        return self.may_raise(buyer, units) if units > hold.units else None

    def claim(self, name: str, buyer: str, units: int, token: str) -> str | None:
        order, hold = self.orders.get(name), self.holds.get(buyer)
        if order and order.state in GONE:
            return "ClaimRefused"
        if order:
            same = (order.buyer, order.units, order.token) == (buyer, units, token)
            return None if same else "HoldChanged"
        if hold is None:
            return "HoldExpired"
        if (hold.units, hold.token) != (units, token):
            return "HoldChanged"
        self.orders[name] = ModelOrder("claimed", buyer, units, token, hold.ends, hold.extended)
        del self.holds[buyer]
        return None

    def unclaim(self, name: str) -> str:
        order = self.orders.setdefault(name, ModelOrder("void"))
        if order.state == "settled":
            return "ClaimRefused"
        if order.state == "claimed":
            order.state = "unclaimed"
            self._hold_again(order)
        return order.state

    def settle(self, name: str) -> str:
        order = self.orders.get(name)
        if order is None or order.state in GONE:
            return "ClaimRefused"
        order.state = "settled"
        return order.state

    def restock(self, name: str) -> str:
        order = self.orders.get(name)
        if order and order.to_product:
            return "PoolClosed"
        if order is None or order.state != "settled":
            return self.unclaim(name)
        order.state = "restocked"
        if self.returned is None:
            return order.state
        order.to_product = True
        self.units -= order.units
        return "PoolClosed"

    def add_units(self, operation: str, units: int) -> bool | str:
        if operation in self.operations:
            return False
        if self.returned is not None:
            return "PoolClosed"
        if self.available + units < 0:
            return "OutOfStock"
        self.units += units
        self.operations.add(operation)
        return True

    def close(self) -> int | str:
        if self.returned is not None:
            return self.returned
        if self.held or self.claimed:
            return "PoolBusy"
        self.returned = self.available
        self.units -= self.returned
        return self.returned

    def rebuilt(self, *, limit: int, cooldown: int) -> "ModelPool":
        """What is left of it once the database has written it anew: orders, and holds that fit."""
        anew = ModelPool(self.units, limit, cooldown, pausing=self.pausing)
        anew.orders = {name: order for name, order in self.orders.items() if order.state != "void"}
        for order in anew.orders.values():
            order.to_product = False
            if order.state != "claimed":
                order.is_over, order.ends, order.extended = True, 0, False
        used = {order.token for order in anew.orders.values() if order.state != "unclaimed"}
        for buyer, hold in sorted(self.holds.items(), key=lambda pair: (pair[1].ends, pair[0])):
            bought = anew.bought(buyer)
            may_have = not bought or bought + hold.units <= limit
            if hold.token not in used and hold.units <= anew.available and may_have:
                anew.holds[buyer] = hold
        return anew

    def _in_state(self, state: str) -> int:
        return sum(order.units for order in self.orders.values() if order.state == state)

    def _hold_again(self, order: ModelOrder) -> None:
        if order.is_over:
            if self.cooldown and order.ends:
                self.pausing.add(order.buyer)
            return
        hold = self.holds.setdefault(
            order.buyer, ModelHold(0, order.token, order.ends, order.extended)
        )
        hold.units += order.units
        hold.ends = min(hold.ends, order.ends)
        hold.extended = hold.extended or order.extended
