"""Turns: the API, the plain view, the API again, and so on, each with a fresh pool."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.http.sides import Shop
from bench.http.wrk import Press, load
from bench.http.wrk import press as press_button
from bench.offers import offer
from bench.serving import pages
from bench.stage import Stage
from flashsale.development.ports import free_port

API, VIEW = "API, with a JWT", "plain view"
SIDES = (API, VIEW)
RESERVE = "/api/v1/sales/reserve/"
WARM_UP_SECONDS = 2.0
MARGIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`buyers` press for `seconds` at each side, in each of `turns`, over `connections`.

    They are the same people at both sides, and so many that hardly one presses twice in a run.
    """

    turns: int = 7
    seconds: float = 3.0
    buyers: int = 15_000
    connections: int = 64

    def steps(self) -> int:
        """How often `done` is called."""
        return (1 + self.turns) * len(SIDES)


@dataclass(frozen=True, slots=True)
class Served:
    """The shop on one server, and its buyers: with a session each, and with a token each."""

    shop: Shop
    buyers: Path
    bearers: Path

    def press(self, side: str, *, seconds: float, connections: int) -> Press:
        """What wrk saw when the buyers pressed at this side, into a pool that is new."""
        item = offer(self.shop.stage).item
        if side == API:
            told = {"BEARERS": str(self.bearers), "PRESS": f"{RESERVE}{item}"}
            port = self.shop.port
            return load("bearers.lua", told, port=port, seconds=seconds, connections=connections)
        self.shop.warm(self.buyers, for_seconds=seconds + MARGIN_SECONDS)
        return press_button(
            f"/rush/items/{item}/reserve/", port=self.shop.port, cookie=self.shop.cookie,
            buyers=self.buyers, seconds=seconds, connections=connections,
        )  # fmt: skip


def play(stage: Stage, plan: Plan, *, done: Callable[[], object]) -> dict[str, list[Press]]:
    """Side → its runs; `done` was called after each step."""
    served = _served(stage, buyers=plan.buyers)
    for side in SIDES:
        served.press(side, seconds=WARM_UP_SECONDS, connections=plan.connections)
        done()
    runs: dict[str, list[Press]] = {side: [] for side in SIDES}
    for turn in range(plan.turns):
        for side in SIDES if turn % 2 else reversed(SIDES):
            pressed = served.press(side, seconds=plan.seconds, connections=plan.connections)
            runs[side].append(pressed)
            done()
    return runs


def _served(stage: Stage, *, buyers: int) -> Served:
    port = free_port()
    stage.start("granian", pages(port), port=port)
    served = Served(Shop(stage, port), stage.folder / "buyers", stage.folder / "bearers")
    served.shop.make_buyers(served.buyers, count=buyers)
    made = stage.run([sys.executable, "-m", "bench.bearers"], stdin=served.buyers.read_text())
    served.bearers.write_text(made)
    return served
