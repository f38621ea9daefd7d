"""What is to be pressed, and what came of it. Data only; both cross between processes."""

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Load:
    """`clients`, in `processes`, press for `seconds`, each press by a buyer of its own.

    The presses are spread over `pools`; where one is `hot`, the first gets half of them. Laps
    of one run may share their pools. `sold_out`: there is nothing to be had, and a press is
    answered when it was refused for that.
    """

    driver: str
    run: str
    lap: int
    pools: tuple[str, ...]
    clients: int
    processes: int
    seconds: float
    hot: bool = False
    sold_out: bool = False

    def clients_of(self, process: int) -> int:
        """How many of the clients are in this process."""
        return self.clients // self.processes + (process < self.clients % self.processes)


@dataclass(slots=True)
class Tally:
    """What clients saw. `told` are the buyers, by pool, who were told that they hold.

    `answered` counts what was told before the time was up, `seconds` (how long each press took)
    has the late ones too, those on a hot pool apart.
    """

    answered: int = 0
    told: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    hot_seconds: "array[float]" = field(default_factory=lambda: array("d"))
    lost_rounds: int = 0

    def add(self, other: "Tally") -> None:
        """The other's are counted here too."""
        self.answered += other.answered
        self.refused.update(other.refused)
        self.seconds.extend(other.seconds)
        self.hot_seconds.extend(other.hot_seconds)
        self.lost_rounds += other.lost_rounds
        for pool_id, buyers in other.told.items():
            self.told[pool_id].extend(buyers)
