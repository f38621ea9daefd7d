"""The two sides: how each is served, and how it gets a pool and buyers."""

import importlib.util
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from accounts.session_copies import COPY_SECONDS
from bench.node import server_of
from bench.offers import ENOUGH_UNITS, offer, sold_out_offer
from bench.serving import WORKERS
from bench.stage import Stage
from flashsale.development.failing import CannotRun
from flashsale.development.ports import free_port

WARMING_PROCESSES = 2
PEER_PATH = "/rush/items/1/reserve/"


class Side(Protocol):
    """One side of the comparison, while it is served at `port`."""

    name: str
    port: int
    cookie: str

    def make_buyers(self, file: Path, *, count: int) -> None:
        """The file has a line for each of `count` buyers who are signed in at this side."""

    def open_pool(self) -> str:
        """A fresh pool has enough units for a run; returns where the button is."""

    def sold_out_pool(self) -> str:
        """Where the button of a pool is that has no unit left."""

    def warm(self, file: Path, *, for_seconds: float) -> None:
        """The sessions of these buyers are in Redis, and stay there for so long."""


@dataclass(slots=True)
class Shop:
    """Granian serves `flashsale.asgi`."""

    stage: Stage
    port: int
    sold_out_path: str = ""
    name: str = "shop"
    cookie: str = "sessionid"

    def make_buyers(self, file: Path, *, count: int) -> None:
        file.write_text(self.stage.manage("bench_sessions", "--count", str(count)))

    def open_pool(self) -> str:
        return offer(self.stage).reserve_path

    def open_pools(self, number: int) -> str:
        """Fresh pools have enough units; returns where their buttons are, with spaces between."""
        command = ["-m", "bench.opening_pools", str(number), str(ENOUGH_UNITS)]
        ids = self.stage.run([sys.executable, *command]).split()
        return " ".join(f"/rush/items/{pool_id}/reserve/" for pool_id in ids)

    def sold_out_pool(self) -> str:
        """Made once: refusing changes nothing in it."""
        self.sold_out_path = self.sold_out_path or sold_out_offer(self.stage).reserve_path
        return self.sold_out_path

    def warm(self, file: Path, *, for_seconds: float) -> None:
        """Raises CannotRun where the first copies would end before the last presses."""
        began_at = time.monotonic()
        lines = file.read_text().splitlines(keepends=True)
        parts = ["".join(lines[part::WARMING_PROCESSES]) for part in range(WARMING_PROCESSES)]
        with ThreadPoolExecutor() as threads:
            list(threads.map(self._warm, parts))
        took = time.monotonic() - began_at
        if took + for_seconds > COPY_SECONDS:
            raise CannotRun(
                f"Copying {len(lines):,} sessions took {took:.0f} s, and copies live for"
                f" {COPY_SECONDS} s: on this machine, measure with fewer --buyers."
            )

    def _warm(self, lines: str) -> None:
        self.stage.manage("bench_sessions", "--warm", stdin=lines)


@dataclass(slots=True)
class Peer:
    """Node serves `express_peer/server.mjs`. Its sessions stay in Redis for a day."""

    port: int
    name: str = "express"
    cookie: str = "connect.sid"

    def make_buyers(self, file: Path, *, count: int) -> None:
        file.write_bytes(self._post(f"/bench/sessions?count={count}"))

    def open_pool(self) -> str:
        self._post(f"/bench/open?units={ENOUGH_UNITS}")
        return PEER_PATH

    def sold_out_pool(self) -> str:
        self._post("/bench/open?units=0")
        return PEER_PATH

    def warm(self, file: Path, *, for_seconds: float) -> None:
        """They are."""

    def _post(self, path: str) -> bytes:
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, method="POST")
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - http, of our own
            return bytes(answer.read())


def served_shop(stage: Stage) -> Shop:
    """The shop is served by granian, with the loop that it finds fastest."""
    port = free_port()
    stage.start("granian", granian(port), port=port)
    return Shop(stage, port)


def served_peer(stage: Stage) -> Peer:
    """The peer is served by as many workers."""
    port = free_port()
    variables = {
        "PORT": str(port),
        "REDIS_PORT": str(stage.redis_port),
        "WORKERS": str(WORKERS),
    }
    stage.start("express", server_of("express_peer"), port=port, also=variables)
    return Peer(port)


def granian(port: int) -> list[str]:
    """Serves the ASGI door."""
    loop = "uvloop" if importlib.util.find_spec("uvloop") else "auto"
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--workers", str(WORKERS),
        "--loop", loop, "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
        "flashsale.asgi:application",
    ]  # fmt: skip
