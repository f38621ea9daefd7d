"""The three ways to reserve, by the names that the bench calls them."""

from dataclasses import dataclass
from typing import Protocol

from inventory.bench import grouped, lua, plain
from inventory.records import Reservation


class Reserve(Protocol):
    def __call__(self, pool_id: str, *, buyer: str, units: int) -> Reservation:
        """The buyer holds at least `units`; raises the StockError with which that is refused."""


class CountLostRounds(Protocol):
    def __call__(self) -> int:
        """How often somebody else was faster than this process, since it began."""


@dataclass(frozen=True, slots=True)
class Driver:
    reserve: Reserve
    lost_rounds: CountLostRounds


DRIVERS = {
    "plain": Driver(plain.reserve, plain.lost_rounds),
    "lua": Driver(lua.reserve, lua.lost_rounds),
    "grouped": Driver(grouped.reserve, grouped.lost_rounds),
}
