"""Turns: the empty view, the product page signed out, the same signed in, and so on."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.http.sides import Shop
from bench.http.wrk import Press, load
from bench.offers import offer
from bench.serving import pages
from bench.stage import Stage
from flashsale.development.ports import free_port
from flashsale.env import BASE_DIR

EMPTY, SIGNED_OUT, SIGNED_IN = "empty view", "product page, signed out", "product page, signed in"
SIDES = (EMPTY, SIGNED_OUT, SIGNED_IN)
EMPTY_PATH = "/bench/empty/"
AS_DEPLOYED = ("STATIC_FROM_SOURCE=0", "DJANGO_SETTINGS_MODULE=bench.pages.settings")
COLLECT = ("collectstatic", "--noinput", "--verbosity", "0")
WARM_UP_SECONDS = 2.0
MARGIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Each side is visited for `seconds` in each of `turns`, over `connections`.

    So many visitors that hardly one comes twice in a run, which would spare the page the count of
    a view; so many buyers that their sessions can be copied in time.
    """

    turns: int = 5
    seconds: float = 3.0
    connections: int = 32
    visitors: int = 20_000
    buyers: int = 2_000

    def steps(self) -> int:
        """How often `done` is called."""
        return (1 + self.turns) * len(SIDES)


def play(stage: Stage, plan: Plan, *, done: Callable[[], object]) -> dict[str, list[Press]]:
    """Side → its runs; `done` was called after each step."""
    port = _served(stage)
    buyers = stage.folder / "buyers"
    shop = Shop(stage, port)
    shop.make_buyers(buyers, count=plan.buyers)
    told = _told(stage, plan, buyers=buyers)
    for side in SIDES:
        _visit(told[side], port=port, seconds=WARM_UP_SECONDS, plan=plan)
        done()
    runs: dict[str, list[Press]] = {side: [] for side in SIDES}
    for _ in range(plan.turns):
        for side in SIDES:
            if side == SIGNED_IN:
                shop.warm(buyers, for_seconds=plan.seconds + MARGIN_SECONDS)
            runs[side].append(_visit(told[side], port=port, seconds=plan.seconds, plan=plan))
            done()
    return runs


def _served(stage: Stage) -> int:
    """Granian serves pages as in production, with as many workers as everywhere here."""
    port = free_port()
    stage.run(["env", *AS_DEPLOYED, sys.executable, str(BASE_DIR / "manage.py"), *COLLECT])
    stage.start("granian", ["env", *AS_DEPLOYED, *pages(port)], port=port)
    return port


def _told(stage: Stage, plan: Plan, *, buyers: Path) -> dict[str, Mapping[str, str]]:
    """Side → what the load script is told. One product in one live sale, as on opening day."""
    page = f"/products/{offer(stage).product}/"
    visitors = {"VISITORS": str(plan.visitors)}
    return {
        EMPTY: {"PAGE": EMPTY_PATH, **visitors},
        SIGNED_OUT: {"PAGE": page, **visitors},
        SIGNED_IN: {"PAGE": page, "BUYERS": str(buyers)},
    }


def _visit(told: Mapping[str, str], *, port: int, seconds: float, plan: Plan) -> Press:
    return load("visits.lua", told, port=port, seconds=seconds, connections=plan.connections)
