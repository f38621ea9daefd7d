"""Who wants what, how much may go wrong, and which guard is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flashsale.wire import Command
from inventory import keys
from inventory.requests import OpenPool, Request, SweepExpired, Terms
from inventory.tests.model_checking.talking import POOL

BEGINNING = 1_000_000_000
HOLD_MS = 1_000


@dataclass(frozen=True, slots=True)
class Process:
    """It asks these groups of requests, one after the other, whatever it is told."""

    name: str
    groups: tuple[tuple[Request, ...], ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`given` was done before the beginning, and `moments` are the milliseconds after it to which
    time may pass. `breaks`: how often a line may break, at any command; what was being sent then
    is done at once, later, or never. `cooldown_seconds` are the pool's.
    """

    processes: tuple[Process, ...]
    given: Process | None = None
    units: int = 2
    moments: tuple[int, ...] = ()
    breaks: int = 0
    cooldown_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Guards:
    """What keeps the stock right; False: it is taken out."""

    pool_is_watched: bool = True
    ttl_key_is_watched: bool = True
    fence: bool = True
    exec_is_believed: bool = True
    refusals_are_proved: bool = True
    pause_is_read: bool = True

    def applied(self, commands: Sequence[Command], *, is_anew: bool) -> tuple[Command, ...]:
        """As many commands, but those that belong to a guard which is out do nothing."""
        changed = (self._one(command, is_anew=is_anew) for command in commands)
        return tuple(changed)

    def _one(self, command: Command, *, is_anew: bool) -> Command:
        name, *arguments = command
        if name == "WATCH":
            return (name, *(key for key in arguments if self._watches(str(key))))
        if name == "HINCRBY" and is_anew and not self.fence:
            return ("EXISTS", "nothing")
        if name == "MGET" and not self.pause_is_read:
            return (name, *("nothing" for _ in arguments))
        return command

    def _watches(self, key: str) -> bool:
        return self.pool_is_watched if key == keys.pool(POOL) else self.ttl_key_is_watched

    def hears(self, answer: object, *, is_empty: bool) -> object:
        """What the conversation is told that an EXEC said; `is_empty`: it had nothing to write."""
        if is_empty and not self.refusals_are_proved:
            return ()
        return () if answer is None and not self.exec_is_believed else answer


ALL = Guards()


def opening(units: int, *, cooldown_seconds: int = 0) -> OpenPool:
    """The pool as everybody finds it."""
    terms = Terms(
        per_buyer_limit=units, hold_seconds=HOLD_MS // 1_000, opens_at=BEGINNING, closes_at=None,
        paused=False, epoch=1, cooldown_seconds=cooldown_seconds,
    )  # fmt: skip
    return OpenPool(write_id="opening", units=units, terms=terms)


def process(name: str, *requests: Request) -> Process:
    """It asks one request at a time; each write is named, so that the same run is the same."""
    named = (replace(one, write_id=f"{name}, {n}") for n, one in enumerate(requests, 1))
    return Process(name, tuple((one,) for one in named))


def group(name: str, *requests: Request) -> Process:
    """It asks all requests at once, as those who wait in one shell do."""
    named = (replace(one, write_id=f"{name}, {n}") for n, one in enumerate(requests, 1))
    return Process(name, (tuple(named),))


def sweep() -> SweepExpired:
    return SweepExpired(limit=500)
