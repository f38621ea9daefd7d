"""Requests on one pool that wait in this process, and go together."""

import time
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from typing import Generic, TypeVar

from django.conf import settings

from inventory.requests import Request
from inventory.rules import Outcome
from inventory.turn import Turn


class Ticket(ABC):
    """One request, and whoever waits for its outcome."""

    __slots__ = ("give_up_at", "is_remembered", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.is_remembered = False
        self.give_up_at = time.monotonic() + settings.STOCK_PATIENCE_SECONDS

    @abstractmethod
    def deliver(self, outcome: Outcome) -> None:
        """Whoever waits has the outcome: what the verb returns, or the error to be raised."""


T = TypeVar("T", bound=Ticket)

MOST_LINEUPS = 1_000


class Lineup(Generic[T]):
    """The tickets of one pool in one shell, first come, first served."""

    def __init__(self, pool_id: str) -> None:
        self.pool_id = pool_id
        self.turn = Turn(pool_id)
        self.is_served = False
        self.was_sold_out = False
        self.waiting: deque[T] = deque()

    def join(self, group: list[T]) -> list[T]:
        """Those who have joined the group now: who waits, while it has room."""
        joined: list[T] = []
        with suppress(IndexError):  # the last one may be interrupted in this moment, and leave
            while self.waiting and len(group) + len(joined) < settings.STOCK_GROUP_SIZE:
                joined.append(self.waiting.popleft())
        group.extend(joined)
        return joined


class Lineups(Generic[T]):
    """pool → its lineup, in one shell."""

    def __init__(self) -> None:
        self._of: dict[str, Lineup[T]] = {}

    def of(self, pool_id: str) -> Lineup[T]:
        lineup = self._of.get(pool_id)
        if lineup is None:
            if len(self._of) >= MOST_LINEUPS:
                self._of = {name: known for name, known in self._of.items() if known.is_served}
            lineup = self._of[pool_id] = Lineup(pool_id)
        return lineup
