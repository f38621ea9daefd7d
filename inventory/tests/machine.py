"""The engine beside its model: how they are compared, after every step."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from random import Random
from typing import ClassVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from inventory import api, keys
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.shells import loops
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.model import ModelHold, ModelPool

BUYERS = ("ann", "bob", "cid")

pools = st.sampled_from(("left", "right"))
buyers = st.sampled_from(BUYERS)
orders = st.sampled_from(("o1", "o2", "o3", "o4"))


def said(verb: Callable[..., object], *names: str, **arguments: object) -> object:
    """What the verb returns, or the name of the class with which it refuses."""
    try:
        return verb(*names, **arguments)
    except api.StockError as refusal:
        return type(refusal).__name__


class BothShells:
    """Stands where the threads' shell does; `lots` decide which shell each verb goes through."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.lots = Random()
        self.went = {"threads": 0, "loops": 0}
        self._loop = loop
        self._threads = ThreadShell()

    def execute(self, pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
        if self.lots.getrandbits(1):
            self.went["threads"] += 1
            return self._threads.execute(pool_id, requests)
        self.went["loops"] += 1
        return asyncio.run_coroutine_threadsafe(
            self._by_loop(pool_id, requests), self._loop
        ).result()

    async def _by_loop(self, pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
        shell = loops.shell()
        return tuple(await asyncio.gather(*[shell.execute(pool_id, one) for one in requests]))


@contextmanager
def both_shells() -> Iterator[BothShells]:
    """Inside, an event loop runs in a thread beside this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield BothShells(loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class TwoPools(RuleBasedStateMachine):
    """What the engine says is what the model says, and after every step the books add up."""

    shells: ClassVar[BothShells]

    def __init__(self) -> None:
        super().__init__()
        self.run = uuid4().hex
        self.pools: dict[str, ModelPool] = {}
        self.lost: dict[str, ModelPool] = {}
        self.pausing: dict[str, set[str]] = {}
        self.epochs = count(1)
        self.highest_limit = 4

    def real(self, name: str) -> str:
        return f"{self.run}-{name}"

    def check(self, pool: str, outcome: object, expected: Callable[[ModelPool], object]) -> bool:
        """The engine said what the model says; returns whether the verb was granted."""
        model = self.pools.get(pool)
        wanted = "PoolMissing" if model is None else expected(model)
        granted = wanted is None
        assert granted or outcome == wanted
        assert not granted or not isinstance(outcome, str), f"refused with {outcome}"
        return granted

    def same_hold(self, real: api.Hold, model: ModelHold) -> None:
        assert (real.units, real.token, real.expires_at, real.extended) == (
            model.units, model.token, model.ends, model.extended,
        )  # fmt: skip

    @invariant()
    def the_books_add_up_and_say_what_the_model_says(self) -> None:
        for name, model in self.pools.items():
            books = checked_books(self.real(name))
            stock = api.stock(self.real(name))
            assert (stock.units, stock.available, stock.held, stock.claimed, stock.sold) == (
                model.units, model.available, model.held, model.claimed, model.sold,
            )  # fmt: skip
            assert stock.closed == (model.returned is not None)
            for buyer in BUYERS:
                hold = model.holds.get(buyer)
                owned = model.bought(buyer) + (hold.units if hold else 0)
                assert owned <= self.highest_limit
                assert books.bought.get(self.real(buyer), 0) == model.bought(buyer)

    @invariant()
    def those_pause_who_should(self) -> None:
        for name, pausing in self.pausing.items():
            found = given.client().mget(keys.rest(self.real(name), self.real(b)) for b in BUYERS)
            now = given.now()
            expected = {
                buyer for buyer, until in zip(BUYERS, found, strict=True) if int(until or 0) > now
            }
            assert expected == pausing

    @invariant()
    def carts_show_the_live_holds(self) -> None:
        for buyer in BUYERS:
            cart = {hold.pool_id: hold for hold in api.holds_of(self.real(buyer)).holds}
            expected = {
                self.real(name): model.holds[buyer]
                for name, model in self.pools.items() if buyer in model.holds
            }  # fmt: skip
            assert set(cart) == set(expected)
            for pool_id, hold in expected.items():
                self.same_hold(cart[pool_id], hold)
