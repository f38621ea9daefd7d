"""How long a client may take: `asyncio.timeout` for everybody, with one timer for all of them."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from django.conf import settings

from flashsale.event_loops import one_a_loop

T = TypeVar("T")


class RanOut(Exception):
    """It took too long."""


class Patience:
    """Ends waits of tasks of its event loop that take longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        # In the order in which they began, so that the first has waited longest.
        self._began_at: dict[asyncio.Task[Any], float] = {}
        self._ended: set[asyncio.Task[Any]] = set()

    async def wait_for(self, awaited: Awaitable[T]) -> T:
        """What was awaited. Raises RanOut when it is not there in time."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be ended")
        self._began_at[task] = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._end_the_longest)
        try:
            return await awaited
        except asyncio.CancelledError:
            if task in self._ended and not task.uncancel():
                raise RanOut from None
            raise
        finally:
            del self._began_at[task]
            self._ended.discard(task)

    def _end_the_longest(self) -> None:
        self._timer = None
        for task, began_at in self._began_at.items():
            left = began_at + self._seconds - self._loop.time()
            if left > 0:
                self._timer = self._loop.call_later(left, self._end_the_longest)
                return
            if task not in self._ended:
                self._ended.add(task)
                task.cancel()


@one_a_loop
def patience_with_clients() -> Patience:
    """The one that all bodies are read with."""
    return Patience(settings.RUSH_BODY_SECONDS)
