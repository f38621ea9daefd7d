"""A rush on several pools, through two shells for threads and one for tasks."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from random import Random

import pytest

from flashsale.redis_clients import forget_stock_client
from flashsale.testing.cluster import wait_until
from inventory import api
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.shells import loops, threads
from inventory.shells.threads import ThreadShell
from inventory.tests.books import Books, checked_books
from inventory.tests.servers.story import Story, live

PRESSES_SECONDS = 0.002
SMALL_POOL_UNITS = 12
LARGE_POOL_UNITS = 100_000
THREADS = 9
SECONDS = 40.0
TTL_LATE_MS = 1_000
"""MIGRATE sends how long a key still lives, so each move makes that longer by what it takes."""


class TaskShell:
    """The shell of an event loop that runs in a thread beside this one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def execute(self, pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
        return asyncio.run_coroutine_threadsafe(self._all(pool_id, requests), self._loop).result()

    async def _all(self, pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
        shell = loops.shell()
        return tuple(await asyncio.gather(*[shell.execute(pool_id, one) for one in requests]))


@dataclass
class Rush:
    """The stories so far; it goes on until it is stopped."""

    stories: list[Story]
    is_over: threading.Event
    pressing: list[Future[None]]

    def wait_for_more(self, count: int = 60) -> None:
        """So many stories have begun and ended from now on, through all shells."""
        until, enough = time.monotonic() + SECONDS, len(self.stories) + count + THREADS
        while len(self.stories) < enough:
            self._raise_what_ended_one()
            assert time.monotonic() < until, "nobody is served any more"
            time.sleep(0.01)

    def _raise_what_ended_one(self) -> None:
        for one in self.pressing:
            if one.done():
                one.result()


@contextmanager
def rush(
    monkeypatch: pytest.MonkeyPatch, *, small: Sequence[str], large: Sequence[str]
) -> Iterator[Rush]:
    """Inside, the pools are pressed on; afterwards everybody knows where their units are."""
    ours = threading.local()
    loop = asyncio.new_event_loop()
    runner = threading.Thread(target=loop.run_forever, daemon=True)
    runner.start()
    doors = [ThreadShell(), ThreadShell(), TaskShell(loop)]
    monkeypatch.setattr(threads, "shell", lambda: getattr(ours, "door", doors[0]))
    going = Rush([], threading.Event(), [])

    def press(number: int) -> None:
        ours.door, lots = doors[number % len(doors)], Random(number)
        for pool_id in cycle(lots.sample([*small, *large], k=len(small) + len(large))):
            if going.is_over.is_set():
                return
            going.stories.append(live(pool_id, lots=lots, keeps=pool_id in large))
            time.sleep(PRESSES_SECONDS)

    with ThreadPoolExecutor(THREADS) as crew:
        going.pressing += [crew.submit(press, number) for number in range(THREADS)]
        try:
            going.wait_for_more()
            yield going
        finally:
            going.is_over.set()
        for one in going.pressing:
            one.result()
    loop.call_soon_threadsafe(loop.stop)
    runner.join()
    loop.close()
    forget_stock_client()  # it still believes in the servers of before
    wait_until(lambda: is_served([*small, *large]))


def is_served(pool_ids: Sequence[str]) -> bool:
    """A machine that is this busy may have its primaries thought dead, for a moment."""
    with suppress(api.StockUnavailable):
        return None not in api.stocks(pool_ids).values()
    return False


def opened(pool_id: str, *, units: int) -> str:
    api.open_pool(
        pool_id, units=units, per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None
    )
    return pool_id


def untrue(stories: Sequence[Story], pool_id: str) -> list[Story]:
    """The stories of the pool that its books, which add up, do not tell as their buyers do."""
    books = checked_books(pool_id, ttl_late_ms=TTL_LATE_MS)
    own = [story for story in stories if story.pool_id == pool_id]
    buyers = {story.buyer for story in own}
    assert set(books.holds) | set(books.bought) <= buyers, "nobody else has anything"
    return [story for story in own if _told_by(books, story) != (story.place, story.units)]


def _told_by(books: Books, story: Story) -> tuple[str, int]:
    hold, claim = books.holds.get(story.buyer), books.claims.get(story.order)
    found = [("held", hold.units)] if hold else []
    if claim and claim.state in ("claimed", "settled"):
        found.append((str(claim.state), claim.units))
    assert len(found) <= 1, "a buyer's units are in one place"
    return found[0] if found else ("", 0)
