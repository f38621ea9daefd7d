"""What each event loop has one of: connections, timers, and whatever else can't be shared."""

import asyncio
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


def one_a_loop(make: Callable[[], T]) -> Callable[[], T]:
    """The function returns what `make` made for the running event loop, once."""
    made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()
    # The rush asks several times a request, nearly always on the same loop. One name for both,
    # since another thread may be asking for its own.
    latest: tuple[asyncio.AbstractEventLoop, T] | None = None

    def of_this_loop() -> T:
        nonlocal latest
        loop = asyncio.get_running_loop()
        known = latest
        if known is not None and known[0] is loop:
            return known[1]
        own = made.get(loop)
        if own is None:
            own = made[loop] = make()
        latest = (loop, own)
        return own

    return of_this_loop
