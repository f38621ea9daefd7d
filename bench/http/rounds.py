"""Turns: the one side, the other side, and so on, each with fresh pools.

Both sides are served all the time and have answered before the first turn. The one that has to
wait uses no processor, so each has both cores, wrk and the same Valkey to itself while it is
measured; starting a side for its turn would measure how it warms up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.http.sides import Side
from bench.http.wrk import Press, press

WARM_UP_BUYERS = 2_000
WARM_UP_SECONDS = 2.0
MARGIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`buyers` press for `seconds` at each side, in each of `turns`, over `connections`."""

    turns: int = 3
    seconds: float = 5.0
    buyers: int = 60_000
    connections: int = 64

    def steps(self, sides: int) -> int:
        """How often `done` is called."""
        return sides * (1 + self.turns)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did in one turn."""

    reserved: Press
    refused: Press


def play(
    sides: Sequence[Side], plan: Plan, *, folder: Path, done: Callable[[], object]
) -> dict[str, list[Turn]]:
    """Side → its turns; `done` was called after each step."""
    files = {side.name: buyers_of(side, folder=folder) for side in sides}
    for side in sides:
        _warm_up(side, plan, file=folder / "warm_up.buyers")
        side.make_buyers(files[side.name], count=plan.buyers)
        done()
    turns: dict[str, list[Turn]] = {side.name: [] for side in sides}
    for _ in range(plan.turns):
        for side in sides:
            turns[side.name].append(_turn(side, plan, buyers=files[side.name]))
            done()
    return turns


def buyers_of(side: Side, *, folder: Path) -> Path:
    """The file with the side's buyers."""
    return folder / f"{side.name}.buyers"


def _warm_up(side: Side, plan: Plan, *, file: Path) -> None:
    """All connections to Redis are made: a session copy must be younger to be believed."""
    side.make_buyers(file, count=WARM_UP_BUYERS)
    for path in (side.open_pool(), side.sold_out_pool()):
        run(side, path, buyers=file, seconds=WARM_UP_SECONDS, plan=plan)


def _turn(side: Side, plan: Plan, *, buyers: Path) -> Turn:
    path = side.open_pool()
    side.warm(buyers, for_seconds=2 * plan.seconds + MARGIN_SECONDS)
    reserved = run(side, path, buyers=buyers, seconds=plan.seconds, plan=plan)
    path = side.sold_out_pool()
    refused = run(side, path, buyers=buyers, seconds=plan.seconds, plan=plan)
    return Turn(reserved, refused)


def run(side: Side, path: str, *, buyers: Path, seconds: float, plan: Plan) -> Press:
    """What wrk saw when these buyers pressed."""
    return press(
        path,
        port=side.port,
        cookie=side.cookie,
        buyers=buyers,
        seconds=seconds,
        connections=plan.connections,
    )
