"""What the lines of threads and those of event loops have in common: which of them are idle."""

from collections import defaultdict
from contextlib import suppress
from typing import Generic, TypeVar

from django.conf import settings

from flashsale.wire import Address, BlockingLine, Elsewhere, LoopedLine, Route, route_of

L = TypeVar("L", BlockingLine, LoopedLine)


class Lines(Generic[L]):
    """The idle lines of one shell, by server."""

    def __init__(self) -> None:
        self.idle: dict[Address, list[L]] = defaultdict(list)

    def give_back(self, line: L) -> None:
        self.idle[line.address].append(line)

    def _drop(self, line: L, *, because: Elsewhere | None = None) -> None:
        """The line is closed, and where it led isn't believed any more."""
        line.close()
        route = route_now()
        route.forget(line.address, instead=because.server if because else None)
        if because and route.is_one:
            while idle := self._idle_line(line.address):
                idle.close()

    def _idle_line(self, address: Address) -> L | None:
        with suppress(IndexError):  # another thread may be faster
            while True:
                line = self.idle[address].pop()
                if line.is_open:
                    return line
                line.close()
        return None


def route_now() -> Route:
    """The way to the stock's Redis that is configured at this moment."""
    return route_of(settings.STOCK_REDIS_URL)
